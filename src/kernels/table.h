#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/activation.h"
#include "kernels/key_layout.h"
#include "kernels/next_read.h"
#include "kernels/panel_layout.h"
#include "kernels/raw.h"
#include "kernels/tuning.h"
#include "kernels/visible_keys.h"

// What one instruction set implements. Plain pointers and plain structs: the files that include this are compiled for
// one instruction set each and hold no inline library code. Callers use the functions of matmul.h, attention.h, ...
namespace coldread::kernels {

/// Columns of one chunk of logits.
constexpr std::int64_t kChunk = 256;

/// The length of blocks of k of many rows: all of it, or even parts, of whole 32s.
constexpr std::int64_t matmul_block(std::int64_t k) {
  if (k <= kLongestBlock) return k;
  return round_up(divide_up(k, divide_up(k, kLongestBlock)), 32);
}

/// Where the sums of some rows and panels go, see Epilogue.
struct PanelOutput {
  const float* bias = nullptr;  ///< [panel_count][32], or null
  Activation activation = Activation::none;
  ActivationParameters parameters = {};  ///< of the activation
  bool gated = false;
  bool accumulate = false;
  float* y = nullptr;  ///< [rows][columns], rows y_stride apart
  std::int64_t y_stride = 0;
  std::int64_t columns = 0;  ///< of y, from these panels
};

/// Some rows of x times some panels of weights that are float32 or become it, see matmul().
struct MatmulTask {
  const float* x = nullptr;  ///< [rows][k], rows x_stride apart
  std::int64_t x_stride = 0;
  std::int64_t rows = 0;
  std::int64_t k = 0;
  const std::byte* panels = nullptr;  ///< see PackedMatrix
  std::int64_t panel_bytes = 0;
  std::int64_t panel_count = 0;
  bool panel_by_panel = false;  ///< see panel_by_panel()
  NextRead next = {};           ///< after these panels; where they are taken one by one
  PanelOutput out;
  float* scratch = nullptr;  ///< matmul_sums() + matmul_dequantized() floats, on a 64-byte boundary
};
using Matmul = void (*)(const MatmulTask& task);
/// A panel's sums where panels are taken one by one or k is one block, else all.
constexpr std::int64_t matmul_sums(bool panel_by_panel, std::int64_t rows, std::int64_t panel_count, std::int64_t k) {
  return (panel_by_panel || matmul_block(k) == k ? rows : rows * panel_count) * kPanel;
}
/// What is widened at once: a block of a panel, or of all.
constexpr std::int64_t matmul_dequantized(bool panel_by_panel, std::int64_t panel_count, std::int64_t k) {
  return (panel_by_panel ? kDequantizedBlock : panel_count * matmul_block(k)) * kPanel;
}

/// Rows of x for int8 weights: x[t][k] is about values[t][k] * scales[t][k / group size].
struct QuantizedRows {
  const std::int8_t* values = nullptr;   ///< [rows][groups.padded()], groups.row_bytes() apart, -127 to 127
  const float* scales = nullptr;         ///< [rows][groups.count]
  const std::int32_t* starts = nullptr;  ///< [rows][groups.count]: -128 times the sum of the values of a group, which
                                         ///< takes the weights' offset back
  Int8Groups groups;
};

struct Int8MatmulTask {
  QuantizedRows x;
  std::int64_t rows = 0;
  const std::byte* panels = nullptr;  ///< see PackedMatrix
  std::int64_t panel_count = 0;
  NextRead next = {};  ///< after these panels
  PanelOutput out;
  float* scratch = nullptr;  ///< kInt8Scratch floats, on a 64-byte boundary
};
/// A tile of rows, of which the largest instruction set takes 32.
constexpr std::int64_t kInt8Scratch = 32 * kPanel;

/// The length of blocks of k, in whole steps.
constexpr std::int64_t bf16_dots_block(std::int64_t rows, std::int64_t k) {
  if (rows <= kFewRows) return k;
  return bf16_dots_padded(divide_up(k, divide_up(k, kLongestBf16DotsBlock)));
}

/// Some rows of bfloat16 times some panels of it, see matmul().
struct Bf16DotsTask {
  const std::uint16_t* x = nullptr;  ///< [rows][k], bf16_dots_row(k) apart, see Bf16DotsKernel
  std::int64_t rows = 0;
  std::int64_t k = 0;  ///< padded
  const std::byte* panels = nullptr;
  std::int64_t panel_count = 0;
  NextRead next = {};  ///< after these panels; of few rows
  PanelOutput out;
  float* scratch = nullptr;  ///< bf16_dots_sums() + bf16_dots_prepared() floats, on a 64-byte boundary
};
/// Of a group of rows: a panel's sums where k is one block, all panels' where it is not.
constexpr std::int64_t bf16_dots_sums(std::int64_t rows, std::int64_t panel_count, std::int64_t k) {
  return (bf16_dots_block(rows, k) == k ? 1 : panel_count) * kFewRows * kPanel;
}
/// A group of rows' block of k as float32, or a panel whose pairs are sorted.
constexpr std::int64_t bf16_dots_prepared(std::int64_t rows, std::int64_t k) {
  const std::int64_t as_float32 = kFewRows * bf16_dots_block(rows, k);
  const std::int64_t sorted = k / 2 * kPanel;
  return as_float32 > sorted ? as_float32 : sorted;
}
struct Bf16DotsKernel {
  /// A row as the product reads it: to nearest even; zero from `size` to `padded`, a whole number of steps.
  void (*round)(const float* x, std::int64_t size, std::int64_t padded, std::uint16_t* to);
  /// Called by multiply_bf16_dots().
  void (*matmul)(const Bf16DotsTask& task);
};

/// Its instruction set may be a step beyond the table's: all give the same bits.
struct Int8Kernel {
  const char* isa;
  void (*matmul)(const Int8MatmulTask& task);
};

/// Some query vectors of one key/value head, see attention().
struct AttentionTask {
  const float* q = nullptr;  ///< position r, head g of the group: q + r * q_stride + g * head_size
  std::int64_t q_stride = 0;
  std::int64_t first_position = 0;
  std::int64_t positions = 0;  ///< positions * group <= kAttentionVectors
  std::int64_t group = 0;
  std::int64_t head_size = 0;
  VisibleKeys visible = {};
  ScoreRule rule = {};                   ///< of the group's heads
  std::int64_t held = 0;                 ///< positions that keys and values hold
  const float* const* keys = nullptr;    ///< tiles from first_tile() on, see key_layout.h
  const float* const* values = nullptr;  ///< the same tiles' values
  NextRead next = {};                    ///< after these keys and values; of few query vectors
  float scale = 1;
  float* out = nullptr;  ///< as q, rows out_stride apart
  std::int64_t out_stride = 0;
  float* scratch = nullptr;  ///< attention_scratch(head_size) floats, on a 64-byte boundary
};
/// The first tile of which a position from this one on sees a key.
template <typename Visible>
constexpr std::int64_t first_tile(const Visible& visible, std::int64_t position) {
  return visible.first(position) / kTileKeys;
}
constexpr std::int64_t attention_scratch(std::int64_t head_size) {
  return kAttentionVectors * (2 * value_stride(head_size) + kTileKeys + 2) + kBlockKeys * head_size;
}

/// What one chunk of a row's logits comes to; merged by log_sum_exp_merge().
struct ChunkSum {
  float max = 0;
  float sum = 0;            ///< of exp(logit - max)
  float poison = 0;         ///< 0, or NaN where a logit is NaN or infinite
  std::int32_t argmax = 0;  ///< lowest column of the chunk that holds max
};

struct KernelTable {
  const char* isa;
  Matmul matmul_fp32;
  Matmul matmul_bf16;
  Matmul matmul_f16;
  Matmul matmul_q4;
  Matmul matmul_q8;
  Matmul matmul_q8_16;
  Int8Kernel int8;
  Bf16DotsKernel bf16_dots;
  void (*quantize)(const float* x, std::int64_t size, Int8Groups groups, std::int8_t* values, float* scales,
                   std::int32_t* starts);
  void (*attention)(const AttentionTask& task);
  /// block[d][i] = keys[i][d], rows of keys `stride` apart, for up to kBlockKeys of them; zero beyond.
  void (*pack_keys)(const float* keys, std::int64_t stride, std::int64_t count, std::int64_t size, float* block);
  void (*rms_norm)(const float* x, const float* gain, std::int64_t size, float eps, float* y);
  void (*layer_norm)(const float* x, const float* gain, const float* bias, std::int64_t size, float eps, float* y);
  void (*rotate)(float* x, const float* cosines, const float* sines, std::int64_t half);
  void (*rotate_neighbours)(float* x, const float* cosines, const float* sines, std::int64_t half);
  void (*activate)(Activation activation, const ActivationParameters& parameters, const float* x, std::int64_t size,
                   float* y);
  void (*exp)(const float* x, std::int64_t size, float* y);
  /// x[i] = c tanh(scale * x[i] / c); c of 0: scale * x[i].
  void (*cap)(float* x, std::int64_t size, float scale, float c);
  ChunkSum (*chunk_sum)(const float* logits, std::int64_t size);
};

extern const KernelTable kPortableTable;
extern const KernelTable kAvx2Table;
extern const KernelTable kAvx512Table;  ///< without int8, which is one of the next or AVX2's
extern const Int8Kernel kAvx512VnniInt8;
extern const Int8Kernel kAmxInt8;
extern const Bf16DotsKernel kAvx512Bf16Dots;
void amx_matmul_bf16_dots(const Bf16DotsTask& task);  ///< of rows as AVX-512 rounds them

/// The table in use; the first call chooses it (see isa.h).
const KernelTable& table();

}  // namespace coldread::kernels
