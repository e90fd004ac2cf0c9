#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/value.h"
#include "io/file.h"
#include "io/tensor.h"

namespace coldread {

/// A GGUF file (versions 2 and 3, little-endian), memory-mapped: metadata and tensors. Opening reads the header alone
/// and checks every count, length and offset in it against the file. Throws Error(input).
class GgufFile {
 public:
  explicit GgufFile(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return file_.path(); }
  std::uint32_t version() const { return version_; }

  /// All but long arrays (more than kLongArray elements), in the order of the file. Unsigned integers beyond 63 bits
  /// are reals.
  const Dict& metadata() const { return metadata_; }
  static constexpr std::uint64_t kLongArray = 64;

  bool contains(std::string_view key) const;

  // Nothing where the key is absent; Error(input) where its value has another kind. Any integer width will do.
  std::optional<std::int64_t> integer(std::string_view key) const;
  std::optional<double> number(std::string_view key) const;  ///< an integer or a real
  std::optional<bool> boolean(std::string_view key) const;
  std::optional<std::string> text(std::string_view key) const;
  // Arrays of any length. The string views point into the mapping.
  std::optional<std::vector<std::string_view>> texts(std::string_view key) const;
  std::optional<std::vector<std::int64_t>> integers(std::string_view key) const;  ///< booleans count as 0 and 1
  std::optional<std::vector<float>> numbers(std::string_view key) const;

  const TensorTable& tensors() const { return tensors_; }
  /// Boundary in bytes at which tensors lie in the file.
  std::size_t alignment() const { return alignment_; }

 private:
  struct Array {
    std::uint32_t element_type = 0;
    std::uint64_t count = 0;
    std::size_t begin = 0;  ///< position of the first element in the file
  };
  class Reader;
  struct TensorEntry;

  void read_metadata(Reader& reader, std::uint64_t count);
  void read_alignment();
  TensorEntry read_tensor(Reader& reader, std::uint64_t index) const;
  void read_tensors(Reader& reader, std::uint64_t count);
  void check_overlaps() const;
  const Value* scalar(std::string_view key) const;
  const Array* find_array(std::string_view key) const;
  [[noreturn]] void fail(const std::string& message) const;
  [[noreturn]] void fail_kind(std::string_view key, std::string_view expected) const;

  MappedFile file_;
  std::uint32_t version_ = 0;
  std::size_t alignment_ = 32;
  Dict metadata_;
  std::unordered_map<std::string, Array> arrays_;
  TensorTable tensors_;
};

}  // namespace coldread
