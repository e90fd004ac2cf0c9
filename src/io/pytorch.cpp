#include "io/pytorch.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "io/pickle.h"

namespace coldread {
namespace {

constexpr std::size_t kMostPickleBytes = std::size_t{64} << 20u;
/// Of PyTorch's older format: a pickle of this number comes first. Source: torch/serialization.py, MAGIC_NUMBER.
constexpr std::string_view kOldMagic("\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19", 12);

/// Names of the module torch: classes of storages, and the types that untyped storages are read as. bytes: of one
/// element.
struct StorageType {
  std::string_view name;
  TensorType type = TensorType::other;
  std::uint64_t bytes = 0;
  std::string_view file_type;
};
constexpr std::array<StorageType, 18> kStorages{{{"FloatStorage", TensorType::f32, 4, "F32"},
                                                 {"HalfStorage", TensorType::f16, 2, "F16"},
                                                 {"BFloat16Storage", TensorType::bf16, 2, "BF16"},
                                                 {"DoubleStorage", TensorType::other, 8, "F64"},
                                                 {"LongStorage", TensorType::other, 8, "I64"},
                                                 {"IntStorage", TensorType::other, 4, "I32"},
                                                 {"ShortStorage", TensorType::other, 2, "I16"},
                                                 {"CharStorage", TensorType::other, 1, "I8"},
                                                 {"ByteStorage", TensorType::other, 1, "U8"},
                                                 {"BoolStorage", TensorType::other, 1, "BOOL"},
                                                 {"ComplexFloatStorage", TensorType::other, 8, "C64"},
                                                 {"ComplexDoubleStorage", TensorType::other, 16, "C128"},
                                                 {"float8_e4m3fn", TensorType::f8_e4m3, 1, "F8_E4M3"},
                                                 {"float8_e5m2", TensorType::f8_e5m2, 1, "F8_E5M2"},
                                                 {"float8_e8m0fnu", TensorType::other, 1, "F8_E8M0"},
                                                 {"uint16", TensorType::other, 2, "U16"},
                                                 {"uint32", TensorType::other, 4, "U32"},
                                                 {"uint64", TensorType::other, 8, "U64"}}};

const StorageType* storage_type(std::string_view name) {
  const auto* found = std::ranges::find(kStorages, name, &StorageType::name);
  return found == kStorages.end() ? nullptr : found;
}

/// The globals that state dicts name.
bool is_known(std::string_view module, std::string_view name) {
  if (module == "collections") return name == "OrderedDict";
  if (module == "torch._utils")
    return name == "_rebuild_tensor_v2" || name == "_rebuild_tensor_v3" || name == "_rebuild_parameter";
  if (module == "torch.storage") return name == "UntypedStorage";
  return module == "torch" && storage_type(name) != nullptr;
}

/// Of a tensor that is not empty.
bool is_contiguous(std::span<const std::int64_t> shape, std::span<const std::int64_t> strides) {
  std::int64_t expected = 1;
  for (std::size_t i = shape.size(); i-- > 0;) {
    if (shape[i] != 1 && strides[i] != expected) return false;
    expected *= shape[i];
  }
  return true;
}

/// The elements of a tensor in the order of its rows. from: its first element.
std::vector<std::byte> copy_of(const TensorView& tensor, std::span<const std::int64_t> strides, const char* from,
                               std::size_t element) {
  std::vector<std::byte> copy(tensor.elements() * element);
  std::vector<std::int64_t> place(strides.size());
  for (std::size_t to = 0; to < copy.size(); to += element) {
    std::int64_t offset = 0;
    for (std::size_t d = 0; d < place.size(); ++d) offset += place[d] * strides[d];
    std::memcpy(copy.data() + to, from + offset * static_cast<std::int64_t>(element), element);
    for (std::size_t d = place.size(); d-- > 0 && ++place[d] == tensor.shape[d];) place[d] = 0;
  }
  return copy;
}

/// Makes tensors of a state dict's values.
class StateDict {
 public:
  StateDict(const ZipFile& zip, std::string_view folder, const Pickle& pickle)
      : zip_(zip), folder_(folder), pickle_(pickle) {}

  void read(TensorTable& tensors, std::vector<std::vector<std::byte>>& copies) const {
    const Pickle::Value& root = pickle_.root();
    if (root.kind != Pickle::Kind::dict) fail("holds no state dict: not a dict of tensors");
    for (std::size_t i = 0; i + 1 < root.items.size(); i += 2) {
      const Pickle::Value& key = pickle_[root.items[i]];
      if (key.kind != Pickle::Kind::text) fail("holds no state dict: a key is no text");
      const std::string name(key.text);
      if (!tensors.add(tensor(name, pickle_[root.items[i + 1]], copies))) fail("holds tensor '" + name + "' twice");
    }
  }

 private:
  /// What a call of `function` was given; nothing for any other value.
  const std::vector<Pickle::Index>* arguments(const Pickle::Value& value, std::string_view function) const {
    if (value.kind != Pickle::Kind::call || pickle_[value.items[0]].member != function) return nullptr;
    return &pickle_[value.items[1]].items;
  }

  /// What rebuilds a tensor was given: storage, offset, sizes, strides, requires_grad, hooks, and version 3, whose
  /// storage is untyped, also the type.
  const std::vector<Pickle::Index>* tensor_arguments(const Pickle::Value& value) const {
    if (const auto* given = arguments(value, "_rebuild_tensor_v2")) return given->size() >= 4 ? given : nullptr;
    const auto* given = arguments(value, "_rebuild_tensor_v3");
    return given != nullptr && given->size() >= 7 ? given : nullptr;
  }

  /// A tensor, or _rebuild_parameter(tensor, requires_grad, hooks).
  TensorView tensor(const std::string& name, const Pickle::Value& value,
                    std::vector<std::vector<std::byte>>& copies) const {
    if (const auto* parameter = arguments(value, "_rebuild_parameter"); parameter != nullptr && !parameter->empty()) {
      const Pickle::Value& inner = pickle_[parameter->front()];
      if (tensor_arguments(inner) != nullptr) return tensor(name, inner, copies);
    }
    const auto* given = tensor_arguments(value);
    if (given == nullptr) fail("holds '" + name + "', which is no tensor: no state dict of a model");
    const std::string label = "tensor '" + name + "' ";
    const Pickle::Value* untyped_as = given->size() >= 7 ? &pickle_[(*given)[6]] : nullptr;
    const auto [type, storage] = storage_of(label, pickle_[(*given)[0]], untyped_as);
    TensorView tensor;
    tensor.name = name;
    tensor.type = type->type;
    tensor.file_type = type->file_type;
    tensor.shape = sizes(label, pickle_[(*given)[2]]);
    const std::vector<std::int64_t> strides = sizes(label, pickle_[(*given)[3]]);
    const std::int64_t offset = size(label, pickle_[(*given)[1]]);
    const std::uint64_t most = storage.size() / type->bytes;  // elements
    if (!lies_within(tensor.shape, strides, offset, most)) {
      fail(label + "of shape " + shape_text(tensor.shape) + " lies beyond the " + std::to_string(most) +
           " elements of its storage");
    }
    const char* from = storage.data() + static_cast<std::uint64_t>(offset) * type->bytes;
    if (tensor.elements() == 0 || is_contiguous(tensor.shape, strides)) {
      tensor.data = std::as_bytes(std::span(from, tensor.elements() * type->bytes));
    } else {
      tensor.data = copies.emplace_back(copy_of(tensor, strides, from, static_cast<std::size_t>(type->bytes)));
    }
    return tensor;
  }

  /// A persistent id is the tuple ("storage", class, key, place, elements); the key names an entry of the archive.
  std::pair<const StorageType*, std::string_view> storage_of(const std::string& label, const Pickle::Value& value,
                                                             const Pickle::Value* untyped_as) const {
    if (value.kind == Pickle::Kind::persistent) {
      const Pickle::Value& id = pickle_[value.items[0]];
      if (id.kind == Pickle::Kind::tuple && id.items.size() == 5 && pickle_[id.items[0]].text == "storage" &&
          pickle_[id.items[2]].kind == Pickle::Kind::text) {
        std::string_view name = pickle_[id.items[1]].member;
        if (name == "UntypedStorage" && untyped_as != nullptr) name = untyped_as->member;
        const StorageType* type = storage_type(name);
        const std::string entry = std::string(folder_) + "data/" + std::string(pickle_[id.items[2]].text);
        const ZipFile::Entry* found = zip_.find(entry);
        if (type != nullptr && found != nullptr) return {type, found->data};
        if (type != nullptr) fail(label + "needs '" + entry + "', which is not in the archive");
      }
    }
    fail(label + "has a storage that is none of PyTorch's");
  }

  /// No tensor of more elements than its storage: one number that stands for many (a stride of 0) is no weight.
  static bool lies_within(std::span<const std::int64_t> shape, std::span<const std::int64_t> strides,
                          std::int64_t offset, std::uint64_t most) {
    const std::optional<std::uint64_t> elements = element_count(shape);
    if (shape.size() != strides.size() || !elements || *elements > most) return false;
    std::optional<std::uint64_t> last = static_cast<std::uint64_t>(offset);
    for (std::size_t i = 0; i < shape.size() && *elements > 0; ++i) {
      const auto step =
          checked_multiply(static_cast<std::uint64_t>(shape[i] - 1), static_cast<std::uint64_t>(strides[i]));
      last = step ? checked_add(*last, *step) : std::nullopt;
      if (!last) return false;
    }
    return *elements == 0 ? *last <= most : *last < most;
  }

  std::int64_t size(const std::string& label, const Pickle::Value& value) const {
    if (value.kind != Pickle::Kind::integer || value.integer < 0) fail(label + "has a size that is no whole number");
    return value.integer;
  }

  std::vector<std::int64_t> sizes(const std::string& label, const Pickle::Value& value) const {
    if (value.kind != Pickle::Kind::tuple) fail(label + "has a shape that is no tuple");
    std::vector<std::int64_t> result;
    for (const Pickle::Index item : value.items) result.push_back(size(label, pickle_[item]));
    return result;
  }

  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorCode::input, {.file = zip_.path().string()}, message);
  }

  const ZipFile& zip_;
  std::string_view folder_;  ///< of the archive, with a slash
  const Pickle& pickle_;
};

void refuse_older_format(const std::filesystem::path& path) {
  if (MappedFile(path).text().substr(0, 32).find(kOldMagic) == std::string_view::npos) return;
  throw Error(ErrorCode::input, {.file = path.string()},
              "is in the format of PyTorch before 1.6, which is not read; write it anew with that machine's PyTorch: "
              "python3 -c \"import torch; d = torch.load('FILE', weights_only=True); torch.save(d, 'FILE')\"");
}

/// The entry that holds the pickle, NAME/data.pkl.
const ZipFile::Entry* find_pickle(const ZipFile& zip) {
  const auto found = std::ranges::find_if(
      zip.entries(), [](const ZipFile::Entry& entry) { return entry.name.ends_with("/data.pkl"); });
  return found == zip.entries().end() ? nullptr : &*found;
}

}  // namespace

PytorchFile::PytorchFile(const std::filesystem::path& path) {
  refuse_older_format(path);
  zip_ = std::make_unique<ZipFile>(path);
  const auto fail = [&](const std::string& message) {
    throw Error(ErrorCode::input, {.file = path.string()}, message);
  };
  const ZipFile::Entry* pickled = find_pickle(*zip_);
  if (pickled == nullptr) fail("is no file of torch.save: it holds no data.pkl");
  if (pickled->data.size() > kMostPickleBytes) fail("has a pickle of more than 64 MiB");
  zip_->check(*pickled);
  const std::string_view folder = pickled->name.substr(0, pickled->name.size() - std::string_view("data.pkl").size());
  const ZipFile::Entry* order = zip_->find(std::string(folder) + "byteorder");
  if (order != nullptr && order->data != "little") fail("is of a big-endian machine, which is not read");
  const Pickle pickle(pickled->data, path.string(), is_known);
  StateDict(*zip_, folder, pickle).read(tensors_, copies_);
}

PytorchFolder::PytorchFolder(const std::filesystem::path& folder) : found_(find_weights(folder, "pytorch_model.bin")) {
  for (const std::filesystem::path& path : found_.files) files_.emplace_back(path);
  tensors_ = tensors_of(found_, files_);
}

}  // namespace coldread
