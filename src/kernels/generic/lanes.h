#pragma once

// The Lanes of generic code: those that a file of one instruction set includes before it. Where there are none (a test,
// an editor that looks at an .inl alone) they are the portable ones. lanes_avx512.h says what each operation does.
#if !defined(COLDREAD_LANES)
#include "kernels/portable/lanes_portable.h"
#endif
