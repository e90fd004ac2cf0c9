// GCC 12 takes _mm512_undefined_ps() inside its own intrinsics for an oversight.
#pragma GCC diagnostic ignored "-Wuninitialized"

#include "kernels/lanes_avx512.h"
#include "kernels/table.h"
// The rest needs the Lanes above.
#include "kernels/math.inl"
#include "kernels/pairs_avx512bf16.h"
//
#include "kernels/epilogue.inl"
#include "kernels/round_bf16.inl"
#include "kernels/tile.inl"
//
#include "kernels/matmul_bf16_pairs.inl"

namespace coldread::kernels {

constinit const Bf16Kernel kAvx512Bf16 = {.round = round_bf16_pairs, .matmul = matmul_bf16_pairs};

}  // namespace coldread::kernels
