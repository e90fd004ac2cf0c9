#include "io/tensor_bundle.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <functional>
#include <optional>

#include "base/error.h"
#include "io/sstable.h"

namespace coldread {
namespace {

constexpr std::size_t kMostIndexBytes = std::size_t{256} << 20u;
constexpr std::uint64_t kMostShards = 1000;
constexpr std::size_t kMostDimensions = 8;

/// TensorFlow's types by number (types.proto). bytes: of one element.
struct StoredType {
  std::uint64_t number = 0;
  std::string_view name;
  TensorType type = TensorType::other;
  std::uint64_t bytes = 0;
};
constexpr std::array<StoredType, 10> kStoredTypes{{{1, "F32", TensorType::f32, 4},
                                                   {2, "F64", TensorType::other, 8},
                                                   {3, "I32", TensorType::other, 4},
                                                   {4, "U8", TensorType::other, 1},
                                                   {5, "I16", TensorType::other, 2},
                                                   {6, "I8", TensorType::other, 1},
                                                   {9, "I64", TensorType::other, 8},
                                                   {10, "BOOL", TensorType::other, 1},
                                                   {14, "BF16", TensorType::bf16, 2},
                                                   {19, "F16", TensorType::f16, 2}}};

/// One field of a protobuf message: a number, or bytes.
struct Field {
  std::uint64_t number = 0;  ///< of the field
  std::uint64_t value = 0;
  std::string_view bytes;
};

/// Takes the next field off the front; nothing where the message is damaged.
std::optional<Field> take_field(std::string_view& message) {
  std::uint64_t tag = 0;
  if (!take_varint(message, tag)) return std::nullopt;
  Field field{.number = tag >> 3, .value = 0, .bytes = {}};
  std::uint64_t size = 0;
  switch (tag & 7) {
    case 0:
      return take_varint(message, field.value) ? std::optional(field) : std::nullopt;
    case 1:
      size = 8;
      break;
    case 2:
      if (!take_varint(message, size)) return std::nullopt;
      break;
    case 5:
      size = 4;
      break;
    default:
      return std::nullopt;
  }
  if (size > message.size()) return std::nullopt;
  field.bytes = message.substr(0, static_cast<std::size_t>(size));
  message.remove_prefix(field.bytes.size());
  return field;
}

/// Hands over each field; false where the message is damaged, or one of them is not taken.
bool each_field(std::string_view message, const std::function<bool(const Field&)>& take) {
  while (!message.empty()) {
    const std::optional<Field> field = take_field(message);
    if (!field || !take(*field)) return false;
  }
  return true;
}

}  // namespace

/// BundleEntryProto (tensor_bundle.proto).
struct TensorBundle::Entry {
  std::uint64_t type = 0;
  std::vector<std::int64_t> shape;
  std::uint64_t shard = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;

  bool read(std::string_view message) {
    return each_field(message, [this](const Field& field) {
      switch (field.number) {
        case 1:
          type = field.value;
          return true;
        case 2:
          return each_field(field.bytes, [this](const Field& dimension) { return read_dimension(dimension); });
        case 3:
          shard = field.value;
          return true;
        case 4:
          offset = field.value;
          return true;
        case 5:
          size = field.value;
          return true;
        default:
          return field.number == 6;  // the checksum; 7: a tensor in slices
      }
    });
  }

 private:
  /// TensorShapeProto: dimensions, each a message of a size and a name.
  bool read_dimension(const Field& dimension) {
    if (dimension.number != 2 || shape.size() == kMostDimensions) return false;
    std::int64_t& of_dimension = shape.emplace_back(0);
    return each_field(dimension.bytes, [&of_dimension](const Field& field) {
      if (field.number == 1) of_dimension = static_cast<std::int64_t>(field.value);
      return of_dimension >= 0;
    });
  }
};

TensorBundle::TensorBundle(const std::filesystem::path& prefix) {
  paths_.push_back(prefix.string() + ".index");
  const MappedFile index(paths_.front());
  check_size(index, kMostIndexBytes);
  const std::vector<SstableEntry> entries =
      read_sstable(index.text(), [this](const std::string& message) { fail(message); });
  if (entries.empty() || !entries.front().key.empty()) fail("has no header, which the key '' would name");
  open_data(entries.front().value);
  for (std::size_t i = 1; i < entries.size(); ++i) add(entries[i].key, entries[i].value);
}

/// BundleHeaderProto: 1 the number of data files, 2 the byte order (0 little), 3 versions.
void TensorBundle::open_data(std::string_view header) {
  std::uint64_t shards = 0;
  std::uint64_t order = 0;
  const bool sound = each_field(header, [&](const Field& field) {
    if (field.number == 1) shards = field.value;
    if (field.number == 2) order = field.value;
    return true;
  });
  if (!sound || shards == 0 || shards > kMostShards) fail("has a damaged header");
  if (order != 0) fail("is of a big-endian machine, which is not read");
  std::string prefix = paths_.front().string();
  prefix.resize(prefix.size() - std::string_view(".index").size());
  for (std::uint64_t shard = 0; shard < shards; ++shard) {
    paths_.push_back(fmt::format("{}.data-{:05}-of-{:05}", prefix, shard, shards));
    data_.emplace_back(paths_.back());
  }
}

void TensorBundle::add(const std::string& name, std::string_view message) {
  Entry entry;
  if (!entry.read(message)) fail("has an entry '" + name + "' that is damaged, or in slices");
  const auto* type = std::ranges::find(kStoredTypes, entry.type, &StoredType::number);
  if (type == kStoredTypes.end()) fail("holds tensor '" + name + "' of type number " + std::to_string(entry.type));
  if (entry.shard >= data_.size()) fail("places tensor '" + name + "' in a file that it has not");
  const std::optional<std::uint64_t> elements = element_count(entry.shape);
  const std::optional<std::uint64_t> bytes = elements ? checked_multiply(*elements, type->bytes) : std::nullopt;
  if (!bytes || *bytes != entry.size) {
    fail("gives tensor '" + name + "' " + std::to_string(entry.size) + " bytes, which is not what " +
         std::string(type->name) + " " + shape_text(entry.shape) + " takes");
  }
  const MappedFile& file = data_[static_cast<std::size_t>(entry.shard)];
  if (entry.offset > file.bytes().size() || entry.size > file.bytes().size() - entry.offset) {
    throw Error(ErrorCode::input, {.file = file.path().string()},
                "is cut off: tensor '" + name + "' ends at " + std::to_string(entry.offset) + " + " +
                    std::to_string(entry.size) + ", but the file has " + std::to_string(file.bytes().size()) +
                    " bytes");
  }
  TensorView tensor;
  tensor.name = name;
  tensor.type = type->type;
  tensor.file_type = type->name;
  tensor.shape = std::move(entry.shape);
  tensor.data = file.bytes().subspan(static_cast<std::size_t>(entry.offset), static_cast<std::size_t>(entry.size));
  if (!tensors_.add(std::move(tensor))) fail("holds tensor '" + name + "' twice");
}

void TensorBundle::fail(const std::string& message) const {
  throw Error(ErrorCode::input, {.file = paths_.front().string()}, message);
}

}  // namespace coldread
