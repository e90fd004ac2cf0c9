// GCC 12 takes _mm512_undefined_ps() inside its own intrinsics for an oversight.
#pragma GCC diagnostic ignored "-Wuninitialized"

#include "kernels/table.h"
#include "kernels/x86/lanes_avx512.h"
// The rest needs the Lanes above.
#include "kernels/generic/math.inl"
#include "kernels/x86/ints_avx512vnni.h"
//
#include "kernels/generic/epilogue.inl"
#include "kernels/generic/matmul_int8.inl"

namespace coldread::kernels {

constinit const Int8Kernel kAvx512VnniInt8 = {.isa = "avx512vnni", .matmul = matmul_int8_of};

}  // namespace coldread::kernels
