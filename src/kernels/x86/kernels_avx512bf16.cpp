// GCC 12 takes _mm512_undefined_ps() inside its own intrinsics for an oversight.
#pragma GCC diagnostic ignored "-Wuninitialized"

#include "kernels/table.h"
#include "kernels/x86/lanes_avx512.h"
// The rest needs the Lanes above.
#include "kernels/generic/math.inl"
#include "kernels/x86/pairs_avx512bf16.h"
//
#include "kernels/generic/epilogue.inl"
#include "kernels/generic/round_bf16.inl"
#include "kernels/generic/tile.inl"
//
#include "kernels/x86/matmul_bf16_pairs.inl"

namespace coldread::kernels {

constinit const Bf16Kernel kAvx512Bf16 = {.round = round_bf16_pairs, .matmul = matmul_bf16_pairs};

}  // namespace coldread::kernels
