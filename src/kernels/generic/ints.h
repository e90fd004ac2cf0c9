#pragma once

// Dots of bytes, in the same way as lanes.h: those that were included before, or the portable ones.
#if !defined(COLDREAD_INTS)
#include "kernels/portable/ints_portable.h"
#endif
