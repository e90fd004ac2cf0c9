#pragma once

#include "kernels/generic/attention.inl"
#include "kernels/generic/logsumexp.inl"
#include "kernels/generic/math.inl"
#include "kernels/generic/matmul.inl"
#include "kernels/generic/matmul_bf16.inl"
#include "kernels/generic/matmul_bf16_groups.inl"
#include "kernels/generic/norm.inl"
#include "kernels/generic/quantize.inl"
#include "kernels/generic/rope.inl"
#include "kernels/generic/round_bf16.inl"
#include "kernels/table.h"

// All that an instruction set has of its Lanes alone; bytes and pairs come beside it.
namespace coldread::kernels {
namespace {

constexpr KernelTable table_of(const char* isa, Int8Kernel int8) {
  return {.isa = isa,
          .matmul_fp32 = matmul_of<Fp32Panel>,
          .matmul_bf16 = matmul_of<Bf16Panel>,
          .matmul_f16 = matmul_of<F16Panel>,
          .matmul_q4 = matmul_of<CodePanel<32, 4>>,
          .matmul_q8 = matmul_of<CodePanel<32, 8>>,
          .matmul_q8_16 = matmul_of<CodePanel<16, 8>>,
          .int8 = int8,
          .bf16_dots = {.round = round_bf16_of, .matmul = matmul_bf16_dots_of<Bf16Rows>},
          .quantize = quantize_of,
          .attention = attention_of<AttentionTask>,
          .pack_keys = pack_keys_of,
          .rms_norm = rms_norm_of,
          .layer_norm = layer_norm_of,
          .rotate = rotate_of,
          .rotate_neighbours = rotate_neighbours_of,
          .activate = activate_of,
          .exp = exp_of,
          .cap = cap_of,
          .chunk_sum = chunk_sum_of};
}

}  // namespace
}  // namespace coldread::kernels
