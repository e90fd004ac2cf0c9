#include "io/gguf.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/error.h"
#include "io/gguf_format.h"

namespace coldread {
namespace {

constexpr std::uint64_t kMaxKeys = 1 << 16;
constexpr std::uint64_t kMaxTensors = 1 << 20;
constexpr std::uint64_t kMaxAlignment = 1 << 20;
constexpr std::uint64_t kMaxNameBytes = 1 << 16;
// A sparse file can hold any length that a header claims: far above what models have (a vocabulary of 256,000 tokens
// with its merges takes 20 MiB), far below what would take memory or seconds.
constexpr std::uint64_t kMaxTextBytes = std::uint64_t{16} << 20u;
constexpr std::uint64_t kMaxArrayElements = 1 << 24;
constexpr std::uint64_t kMaxHeaderBytes = std::uint64_t{256} << 20u;
/// Bytes of the smallest tensor entry: name length, number of dimensions, type, offset.
constexpr std::uint64_t kSmallestTensorEntry = 8 + 4 + 4 + 8;
constexpr std::uint32_t kMaxDimensions = 4;

std::string in_quotes(std::string_view name) {
  return "'" + std::string(name) + "'";
}

}  // namespace

/// Walks through the header; every step is checked against the end of the file.
class GgufFile::Reader {
 public:
  explicit Reader(const GgufFile& gguf) : gguf_(gguf), bytes_(gguf.file_.bytes()) {}

  std::size_t position() const { return position_; }
  std::size_t left() const { return bytes_.size() - position_; }

  const std::byte* take(std::uint64_t count, std::string_view what) {
    if (count > left()) {
      gguf_.fail("is truncated or damaged: " + std::string(what) + " takes " + std::to_string(count) +
                 " bytes at position " + std::to_string(position_) + ", but the file has " +
                 std::to_string(bytes_.size()) + " bytes");
    }
    const std::byte* place = bytes_.data() + position_;
    position_ += static_cast<std::size_t>(count);
    if (position_ > kMaxHeaderBytes) gguf_.fail("has a header of more than 256 MiB, at " + std::string(what));
    return place;
  }

  template <typename T>
  T number(std::string_view what) {
    return gguf::load<T>(take(sizeof(T), what));
  }

  std::string_view text(std::string_view what) {
    const auto length = number<std::uint64_t>(what);
    if (length > kMaxTextBytes && length <= left()) {
      gguf_.fail(std::string(what) + " is a string of " + std::to_string(length) + " bytes; expected at most 16 MiB");
    }
    return {reinterpret_cast<const char*>(take(length, what)), static_cast<std::size_t>(length)};
  }

  std::string name(std::string_view what) {
    const std::string_view name = text(what);
    if (name.empty() || name.size() > kMaxNameBytes) {
      gguf_.fail(std::string(what) + " has " + std::to_string(name.size()) + " bytes; expected 1 to 65536");
    }
    return std::string(name);
  }

  /// Passes over an array's elements, so that they can be read later without checks.
  Array array(const std::string& key) {
    const auto element = number<std::uint32_t>(key);
    const auto count = number<std::uint64_t>(key);
    const Array array{.element_type = element, .count = count, .begin = position_};
    if (count > kMaxArrayElements && count <= left()) {
      gguf_.fail("the array " + in_quotes(key) + " has " + std::to_string(count) +
                 " elements; expected at most 16777216");
    }
    if (element == gguf::string) {
      for (std::uint64_t i = 0; i < count; ++i) text(key);
    } else if (const std::size_t size = gguf::kind_bytes(element); size != 0) {
      const std::optional<std::uint64_t> length = checked_multiply(count, size);
      take(length.value_or(UINT64_MAX), key);
    } else {
      gguf_.fail("the array " + in_quotes(key) + " has elements of type " + std::to_string(element) +
                 "; expected a number, boolean or string type");
    }
    return array;
  }

 private:
  const GgufFile& gguf_;
  std::span<const std::byte> bytes_;
  std::size_t position_ = 0;
};

void GgufFile::fail(const std::string& message) const {
  throw Error(ErrorCode::input, {.file = file_.path().string()}, message);
}

GgufFile::GgufFile(const std::filesystem::path& path) : file_(path) {
  Reader reader(*this);
  const std::string_view start = file_.text().substr(0, 4);
  if (start != "GGUF") {
    if (start == "FUGG" || start == "lmgg" || start == "tjgg" || start == "fmgg") {
      fail("is a file of an old GGML format, from before GGUF; convert it with llama.cpp");
    }
    fail("is no GGUF file: it begins with other bytes than \"GGUF\"");
  }
  reader.take(4, "the magic");
  version_ = reader.number<std::uint32_t>("the version");
  if ((version_ & 0xFFFFu) == 0 && version_ != 0) {
    fail("is a big-endian GGUF file; expected little-endian (convert it with gguf_convert_endian)");
  }
  if (version_ != 2 && version_ != 3) fail("has GGUF version " + std::to_string(version_) + "; expected 2 or 3");
  const auto tensors = reader.number<std::uint64_t>("the number of tensors");
  const auto keys = reader.number<std::uint64_t>("the number of metadata keys");
  read_metadata(reader, keys);
  read_alignment();
  if (integer("split.count").value_or(1) > 1) {
    fail("is one of " + std::to_string(*integer("split.count")) +
         " parts of a split model; join them with llama-gguf-split --merge");
  }
  read_tensors(reader, tensors);
}

void GgufFile::read_metadata(Reader& reader, std::uint64_t count) {
  if (count > kMaxKeys) fail("announces " + std::to_string(count) + " metadata keys; expected at most 65536");
  std::unordered_map<std::string, bool> seen;
  std::vector<Dict::Entry> entries;
  for (std::uint64_t i = 0; i < count; ++i) {
    std::string key = reader.name("the name of metadata key " + std::to_string(i));
    if (!seen.emplace(key, true).second) fail("the metadata key " + in_quotes(key) + " stands twice");
    const auto kind = reader.number<std::uint32_t>(key);
    if (kind == gguf::string) {
      entries.emplace_back(std::move(key), Value(std::string(reader.text(key))));
    } else if (kind == gguf::array) {
      const Array array = reader.array(key);
      arrays_.emplace(key, array);
      if (array.count > kLongArray) continue;
      List list;
      const std::byte* place = file_.bytes().data() + array.begin;
      for (std::uint64_t k = 0; k < array.count; ++k) {
        if (array.element_type == gguf::string) {
          const auto length = static_cast<std::size_t>(gguf::load<std::uint64_t>(place));
          list.emplace_back(std::string(reinterpret_cast<const char*>(place + 8), length));
          place += 8 + length;
        } else {
          list.push_back(gguf::load_value(array.element_type, place));
          place += gguf::kind_bytes(array.element_type);
        }
      }
      entries.emplace_back(std::move(key), Value(std::move(list)));
    } else if (const std::size_t size = gguf::kind_bytes(kind); size != 0) {
      entries.emplace_back(std::move(key), gguf::load_value(kind, reader.take(size, key)));
    } else {
      fail("the metadata " + in_quotes(key) + " has type " + std::to_string(kind) + "; expected 0 to 12");
    }
  }
  metadata_ = Dict::of_distinct(std::move(entries));
}

void GgufFile::read_alignment() {
  const std::int64_t alignment = integer("general.alignment").value_or(32);
  if (alignment <= 0 || static_cast<std::uint64_t>(alignment) > kMaxAlignment ||
      !std::has_single_bit(static_cast<std::uint64_t>(alignment))) {
    fail("general.alignment is " + std::to_string(alignment) + "; expected a power of two up to 1048576");
  }
  alignment_ = static_cast<std::size_t>(alignment);
}

struct GgufFile::TensorEntry {
  TensorView tensor;
  std::uint64_t bytes = 0;
  std::uint64_t offset = 0;  ///< from the beginning of the data
};

GgufFile::TensorEntry GgufFile::read_tensor(Reader& reader, std::uint64_t index) const {
  TensorEntry entry;
  TensorView& tensor = entry.tensor;
  tensor.name = reader.name("the name of tensor " + std::to_string(index));
  const std::string label = "tensor " + in_quotes(tensor.name);
  const auto dimensions = reader.number<std::uint32_t>(label);
  if (dimensions > kMaxDimensions) {
    fail(label + " has " + std::to_string(dimensions) + " dimensions; expected at most 4");
  }
  for (std::uint32_t d = 0; d < dimensions; ++d) {
    const auto size = reader.number<std::int64_t>(label);
    if (size <= 0) fail(label + " has a dimension of " + std::to_string(size) + "; expected 1 or more");
    tensor.shape.insert(tensor.shape.begin(), size);  // the file has the innermost dimension first
  }
  const auto type_id = reader.number<std::uint32_t>(label);
  const gguf::StoredType* stored = gguf::stored_type(type_id);
  if (stored == nullptr) fail(label + " has the unknown type " + std::to_string(type_id));
  if (!stored->type) {
    fail(label + " has type " + std::string(stored->name) +
         ", which is not supported; expected F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q2_K to Q6_K or IQ4_NL");
  }
  tensor.type = *stored->type;
  tensor.file_type = stored->name;
  std::optional<std::uint64_t> bytes = tensor_bytes(tensor.type, tensor.shape);
  if (tensor.type == TensorType::other) {
    const std::optional<std::uint64_t> elements = element_count(tensor.shape);
    bytes = elements ? checked_multiply(*elements, stored->other_bytes) : std::nullopt;
  }
  if (!bytes) {
    fail(label + " of type " + tensor.file_type + " has the impossible shape " + shape_text(tensor.shape) +
         ": rows must be whole blocks of " + std::to_string(block_elements(tensor.type)) +
         " elements and the size must fit 64 bits");
  }
  entry.bytes = *bytes;
  entry.offset = reader.number<std::uint64_t>(label);
  if (entry.offset % alignment_ != 0) {
    fail(label + " begins at offset " + std::to_string(entry.offset) + ", no multiple of the alignment " +
         std::to_string(alignment_));
  }
  return entry;
}

void GgufFile::read_tensors(Reader& reader, std::uint64_t count) {
  if (count > kMaxTensors || count > reader.left() / kSmallestTensorEntry) {
    fail("announces " + std::to_string(count) + " tensors, more than fit a file of " +
         std::to_string(file_.bytes().size()) + " bytes");
  }
  std::vector<TensorEntry> entries;
  entries.reserve(static_cast<std::size_t>(count));
  for (std::uint64_t i = 0; i < count; ++i) entries.push_back(read_tensor(reader, i));

  const std::size_t size = file_.bytes().size();
  const std::uint64_t data = (static_cast<std::uint64_t>(reader.position()) + alignment_ - 1) / alignment_ * alignment_;
  for (TensorEntry& entry : entries) {
    const std::string label = "tensor " + in_quotes(entry.tensor.name);
    const std::optional<std::uint64_t> begin = checked_add(data, entry.offset);
    const std::optional<std::uint64_t> end = begin ? checked_add(*begin, entry.bytes) : std::nullopt;
    if (!end || *end > size) {
      fail("is truncated or damaged: " + label + " takes " + std::to_string(entry.bytes) + " bytes at data offset " +
           std::to_string(entry.offset) + ", but the file has " + std::to_string(size) + " bytes, " +
           std::to_string(size > data ? size - data : 0) + " of them data");
    }
    entry.tensor.data = file_.bytes().subspan(static_cast<std::size_t>(*begin), static_cast<std::size_t>(entry.bytes));
    std::string name = entry.tensor.name;
    if (!tensors_.add(std::move(entry.tensor))) fail("tensor " + in_quotes(name) + " stands twice");
  }
  check_overlaps();
}

void GgufFile::check_overlaps() const {
  std::vector<const TensorView*> order;
  for (const TensorView& tensor : tensors_) order.push_back(&tensor);
  std::sort(order.begin(), order.end(),
            [](const TensorView* a, const TensorView* b) { return a->data.data() < b->data.data(); });
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (order[i - 1]->data.data() + order[i - 1]->data.size() > order[i]->data.data()) {
      fail("tensors " + in_quotes(order[i - 1]->name) + " and " + in_quotes(order[i]->name) + " overlap");
    }
  }
}

}  // namespace coldread
