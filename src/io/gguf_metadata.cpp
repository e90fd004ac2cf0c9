#include "base/error.h"
#include "io/gguf.h"
#include "io/gguf_format.h"

// Access to the metadata of a file whose header has been read and checked.
namespace coldread {

void GgufFile::fail_kind(std::string_view key, std::string_view expected) const {
  fail("the metadata '" + std::string(key) + "' is no " + std::string(expected));
}

bool GgufFile::contains(std::string_view key) const {
  return metadata_.contains(key) || arrays_.contains(std::string(key));
}

const Value* GgufFile::scalar(std::string_view key) const {
  if (arrays_.contains(std::string(key))) fail_kind(key, "single value");
  return metadata_.find(key);
}

std::optional<std::int64_t> GgufFile::integer(std::string_view key) const {
  const Value* value = scalar(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_int()) fail_kind(key, "integer");
  return value->as_int();
}

std::optional<double> GgufFile::number(std::string_view key) const {
  const Value* value = scalar(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number()) fail_kind(key, "number");
  return value->as_number();
}

std::optional<bool> GgufFile::boolean(std::string_view key) const {
  const Value* value = scalar(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_bool()) fail_kind(key, "boolean");
  return value->as_bool();
}

std::optional<std::string> GgufFile::text(std::string_view key) const {
  const Value* value = scalar(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) fail_kind(key, "string");
  return value->as_string();
}

std::optional<std::vector<std::string_view>> GgufFile::texts(std::string_view key) const {
  const Array* array = find_array(key);
  if (array == nullptr) return std::nullopt;
  if (array->element_type != gguf::string) fail_kind(key, "array of strings");
  std::vector<std::string_view> texts;
  texts.reserve(static_cast<std::size_t>(array->count));
  const std::byte* place = file_.bytes().data() + array->begin;
  for (std::uint64_t i = 0; i < array->count; ++i) {
    const auto length = static_cast<std::size_t>(gguf::load<std::uint64_t>(place));
    texts.emplace_back(reinterpret_cast<const char*>(place + 8), length);
    place += 8 + length;
  }
  return texts;
}

std::optional<std::vector<std::int64_t>> GgufFile::integers(std::string_view key) const {
  const Array* array = find_array(key);
  if (array == nullptr) return std::nullopt;
  if (!gguf::is_integer_kind(array->element_type) && array->element_type != gguf::boolean) {
    fail_kind(key, "array of integers");
  }
  std::vector<std::int64_t> integers;
  integers.reserve(static_cast<std::size_t>(array->count));
  const std::byte* place = file_.bytes().data() + array->begin;
  for (std::uint64_t i = 0; i < array->count; ++i, place += gguf::kind_bytes(array->element_type)) {
    const Value value = gguf::load_value(array->element_type, place);
    if (value.is_real()) fail_kind(key, "array of integers below 2^63");
    integers.push_back(value.is_bool() ? std::int64_t{value.as_bool()} : value.as_int());
  }
  return integers;
}

std::optional<std::vector<float>> GgufFile::numbers(std::string_view key) const {
  const Array* array = find_array(key);
  if (array == nullptr) return std::nullopt;
  if (array->element_type == gguf::string || array->element_type == gguf::boolean) fail_kind(key, "array of numbers");
  std::vector<float> numbers;
  numbers.reserve(static_cast<std::size_t>(array->count));
  const std::byte* place = file_.bytes().data() + array->begin;
  for (std::uint64_t i = 0; i < array->count; ++i, place += gguf::kind_bytes(array->element_type)) {
    numbers.push_back(static_cast<float>(gguf::load_value(array->element_type, place).as_number()));
  }
  return numbers;
}

const GgufFile::Array* GgufFile::find_array(std::string_view key) const {
  const auto found = arrays_.find(std::string(key));
  if (found != arrays_.end()) return &found->second;
  if (metadata_.contains(key)) fail_kind(key, "array");
  return nullptr;
}

}  // namespace coldread
