#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace coldread {

/// How the elements of a tensor are stored. The block types are ggml's. `other`: integers, booleans, float64 and the
/// like, which files may hold beside their weights.
enum class TensorType {
  f32,
  f16,
  bf16,
  f8_e4m3,
  f8_e5m2,
  q8_0,
  q4_0,
  q4_1,
  q5_0,
  q5_1,
  q2_k,
  q3_k,
  q4_k,
  q5_k,
  q6_k,
  iq4_nl,
  iq4_xs,
  iq3_xxs,
  iq3_s,
  iq2_xxs,
  iq2_xs,
  iq2_s,
  iq1_s,
  iq1_m,
  tq1_0,
  tq2_0,
  mxfp4,
  nvfp4,
  other
};

/// "F32", "Q4_K", ...; "other".
std::string_view type_name(TensorType type) noexcept;

/// Elements of one block, which lie next to each other in a row; 1 for plain floats, 0 for `other`.
std::size_t block_elements(TensorType type) noexcept;
/// Bytes of one block; 0 for `other`.
std::size_t block_bytes(TensorType type) noexcept;

/// a * b and a + b where they fit; nothing otherwise. For sizes that come from files.
std::optional<std::uint64_t> checked_multiply(std::uint64_t a, std::uint64_t b) noexcept;
std::optional<std::uint64_t> checked_add(std::uint64_t a, std::uint64_t b) noexcept;

/// Bytes of a tensor of this shape; nothing where that does not fit 64 bits, or rows are no whole number of blocks, or
/// the type is `other`.
std::optional<std::uint64_t> tensor_bytes(TensorType type, std::span<const std::int64_t> shape) noexcept;

/// Product of the dimensions; nothing where it does not fit or one is negative. 1 for a scalar's empty shape.
std::optional<std::uint64_t> element_count(std::span<const std::int64_t> shape) noexcept;

/// "[49152, 576]".
std::string shape_text(std::span<const std::int64_t> shape);

/// Factors that a matrix's stored values are multiplied by, one for each block of rows and columns.
struct TensorScales {
  std::vector<float> factors;  ///< row-major
  std::int64_t block_rows = 0;
  std::int64_t block_columns = 0;
  std::int64_t blocks_a_row = 0;
};

/// One tensor of an open file. The data belongs to that file's mapping and has no particular alignment.
struct TensorView {
  std::string name;
  TensorType type = TensorType::other;
  std::string file_type;            ///< the type as the file calls it: "Q4_K", "BF16", "U8"
  std::vector<std::int64_t> shape;  ///< row-major, outermost first; quantised blocks run along the last dimension
  std::span<const std::byte> data;
  std::shared_ptr<const TensorScales> scales = {};  ///< null: none

  std::size_t elements() const;
};

/// The tensors of a model in the order of their file, with distinct names. Views stay valid as long as the file object
/// they come from.
class TensorTable {
 public:
  /// False, and nothing is added, where the name is taken.
  bool add(TensorView tensor);

  /// nullptr where there is none of that name.
  const TensorView* find(std::string_view name) const;

  std::size_t size() const { return tensors_.size(); }
  auto begin() const { return tensors_.begin(); }
  auto end() const { return tensors_.end(); }

 private:
  std::vector<TensorView> tensors_;
  std::unordered_map<std::string, std::size_t> index_;
};

}  // namespace coldread
