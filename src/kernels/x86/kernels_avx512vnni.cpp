// GCC 12 takes _mm512_undefined_ps() inside its own intrinsics for an oversight.
#pragma GCC diagnostic ignored "-Wuninitialized"

#include "kernels/x86/ints_avx512vnni.h"
#include "kernels/x86/lanes_avx512.h"
// The rest is written in the operations above.
#include "kernels/generic/matmul_int8.inl"
#include "kernels/table.h"

namespace coldread::kernels {

constinit const Int8Kernel kAvx512VnniInt8 = {.isa = "avx512vnni", .matmul = matmul_int8_of};

}  // namespace coldread::kernels
