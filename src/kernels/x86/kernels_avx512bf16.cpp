// GCC 12 takes _mm512_undefined_ps() inside its own intrinsics for an oversight.
#pragma GCC diagnostic ignored "-Wuninitialized"

#include "kernels/x86/lanes_avx512.h"
#include "kernels/x86/pairs_avx512bf16.h"
// The rest is written in the operations above.
#include "kernels/generic/round_bf16.inl"
#include "kernels/table.h"
#include "kernels/x86/matmul_bf16_pairs.inl"

namespace coldread::kernels {

constinit const Bf16DotsKernel kAvx512Bf16Dots = {.round = round_bf16_pairs, .matmul = matmul_bf16_pairs};

}  // namespace coldread::kernels
