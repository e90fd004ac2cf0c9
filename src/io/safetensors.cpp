#include "io/safetensors.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "io/json.h"

namespace coldread {
namespace {

/// Of a header, by the format's rule.
constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;

/// The format's types by name. bits: of one element.
struct StoredType {
  std::string_view name;
  TensorType type = TensorType::other;
  std::uint64_t bits = 0;
};
constexpr std::array<StoredType, 22> kStoredTypes{{
    {"F32", TensorType::f32, 32},          {"F16", TensorType::f16, 16},      {"BF16", TensorType::bf16, 16},
    {"F64", TensorType::other, 64},        {"I64", TensorType::other, 64},    {"U64", TensorType::other, 64},
    {"C64", TensorType::other, 64},        {"I32", TensorType::other, 32},    {"U32", TensorType::other, 32},
    {"I16", TensorType::other, 16},        {"U16", TensorType::other, 16},    {"I8", TensorType::other, 8},
    {"U8", TensorType::other, 8},          {"BOOL", TensorType::other, 8},    {"F8_E4M3", TensorType::f8_e4m3, 8},
    {"F8_E5M2", TensorType::f8_e5m2, 8},   {"F8_E8M0", TensorType::other, 8}, {"F6_E2M3", TensorType::other, 6},
    {"F6_E3M2", TensorType::other, 6},     {"F4", TensorType::other, 4},      {"F8_E4M3FNUZ", TensorType::other, 8},
    {"F8_E5M2FNUZ", TensorType::other, 8},
}};

const StoredType* stored_type(std::string_view name) {
  for (const StoredType& type : kStoredTypes) {
    if (type.name == name) return &type;
  }
  return nullptr;
}

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& message) {
  throw Error(ErrorCode::input, {.file = path.string()}, message);
}

/// A tensor as the header states it; begin and end count from the end of the header.
struct Entry {
  TensorView tensor;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

const Value& member(const std::filesystem::path& path, const std::string& label, const Value& entry,
                    std::string_view key, Value::Kind kind) {
  const Value* value = entry.find(key);
  if (value == nullptr || value->kind() != kind) {
    fail(path, label + " needs the " + std::string(kind_name(kind)) + " '" + std::string(key) + "'");
  }
  return *value;
}

Entry parse_entry(const std::filesystem::path& path, const std::string& name, const Value& value) {
  const std::string label = "tensor '" + name + "'";
  Entry entry;
  entry.tensor.name = name;
  entry.tensor.file_type = member(path, label, value, "dtype", Value::Kind::string).as_string();
  const StoredType* stored = stored_type(entry.tensor.file_type);
  if (stored == nullptr) fail(path, label + " has the unknown type '" + entry.tensor.file_type + "'");
  entry.tensor.type = stored->type;

  const List& shape = member(path, label, value, "shape", Value::Kind::list).as_list();
  for (const Value& size : shape) {
    if (!size.is_int() || size.as_int() < 0) fail(path, label + " has a dimension that is no integer from 0 to 2^63");
    entry.tensor.shape.push_back(size.as_int());
  }
  const List& offsets = member(path, label, value, "data_offsets", Value::Kind::list).as_list();
  if (offsets.size() != 2 || !offsets[0].is_int() || !offsets[1].is_int() || offsets[0].as_int() < 0 ||
      offsets[1].as_int() < offsets[0].as_int()) {
    fail(path, label + " needs 'data_offsets': [begin, end] with 0 <= begin <= end");
  }
  entry.begin = static_cast<std::uint64_t>(offsets[0].as_int());
  entry.end = static_cast<std::uint64_t>(offsets[1].as_int());

  const std::optional<std::uint64_t> elements = element_count(entry.tensor.shape);
  const std::optional<std::uint64_t> bits = elements ? checked_multiply(*elements, stored->bits) : std::nullopt;
  if (!bits || *bits % 8 != 0 || *bits / 8 != entry.end - entry.begin) {
    fail(path, label + " of type " + entry.tensor.file_type + " and shape " + shape_text(entry.tensor.shape) +
                   " needs " + (bits && *bits % 8 == 0 ? std::to_string(*bits / 8) : "an impossible number of") +
                   " bytes, but its offsets span " + std::to_string(entry.end - entry.begin));
  }
  return entry;
}

/// The header's text, and where the data begins.
std::pair<std::string_view, std::size_t> find_header(const MappedFile& file) {
  const std::string_view text = file.text();
  const std::filesystem::path& path = file.path();
  if (text.size() < 8) {
    fail(path, "is no safetensors file: it has " + std::to_string(text.size()) + " bytes; expected at least 8");
  }
  if (text.starts_with("version https://git-lfs")) {
    fail(path, "is a Git LFS pointer, not the weights themselves; fetch them with git lfs pull");
  }
  std::uint64_t length = 0;
  std::memcpy(&length, text.data(), sizeof(length));
  if (length > kMaxHeaderBytes) {
    fail(path, "is no safetensors file, or damaged: its header would have " + std::to_string(length) +
                   " bytes; expected at most 100000000");
  }
  if (length > text.size() - 8) {
    fail(path, "is truncated: its header needs " + std::to_string(length) + " bytes, but " +
                   std::to_string(text.size() - 8) + " follow");
  }
  const std::string_view header = text.substr(8, static_cast<std::size_t>(length));
  if (!header.starts_with('{')) fail(path, "is no safetensors file, or damaged: its header does not begin with {");
  return {header, 8 + header.size()};
}

Dict parse_metadata(const std::filesystem::path& path, const Value& value) {
  if (value.is_null()) return {};
  if (!value.is_dict()) fail(path, "has '__metadata__' that is no dict of strings");
  for (const auto& [key, text] : value.as_dict()) {
    if (!text.is_string()) fail(path, "has '__metadata__' with '" + key + "' that is no string");
  }
  return value.as_dict();
}

}  // namespace

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path) : file_(path) {
  const auto [header, data_begin] = find_header(file_);
  const std::span<const std::byte> data = file_.bytes().subspan(data_begin);
  const Value root = parse_json_unique(header, path.string());
  std::vector<Entry> entries;
  for (const auto& [name, value] : root.as_dict()) {
    if (name == "__metadata__") {
      metadata_ = parse_metadata(path, value);
    } else {
      entries.push_back(parse_entry(path, name, value));
    }
  }
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  std::uint64_t expected = 0;
  for (Entry& entry : entries) {
    if (entry.begin != expected) {
      fail(path, "tensor '" + entry.tensor.name + "' begins at " + std::to_string(entry.begin) + "; expected " +
                     std::to_string(expected) + ", where the one before ends (no holes, no overlaps)");
    }
    expected = entry.end;
    if (entry.end > data.size()) {
      fail(path, "is truncated: tensor '" + entry.tensor.name + "' ends at " + std::to_string(entry.end) +
                     ", but the data has " + std::to_string(data.size()) + " bytes");
    }
    entry.tensor.data =
        data.subspan(static_cast<std::size_t>(entry.begin), static_cast<std::size_t>(entry.end - entry.begin));
    tensors_.add(std::move(entry.tensor));
  }
  if (expected != data.size()) {
    fail(path,
         "has " + std::to_string(data.size()) + " bytes of data, but its tensors end at " + std::to_string(expected));
  }
}

SafetensorsFolder::SafetensorsFolder(const std::filesystem::path& folder)
    : found_(find_weights(folder, "model.safetensors")) {
  for (const std::filesystem::path& path : found_.files) files_.emplace_back(path);
  tensors_ = tensors_of(found_, files_);
}

}  // namespace coldread
