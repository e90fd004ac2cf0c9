#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace coldread::test {

/// Bytes of a GGUF file, part by part. Every number that a header announces can be made to lie.
class GgufBuilder {
 public:
  std::uint32_t version = 3;
  std::int64_t extra_keys = 0;     ///< announced but not there
  std::int64_t extra_tensors = 0;  ///< announced but not there
  std::string data;                ///< all tensors' bytes

  template <typename T>
  static std::string raw(T value) {
    std::string bytes(sizeof(T), '\0');
    std::memcpy(bytes.data(), &value, sizeof(T));
    return bytes;
  }
  static std::string text(std::string_view value) { return raw<std::uint64_t>(value.size()) + std::string(value); }

  GgufBuilder& value(std::string_view key, std::uint32_t kind, const std::string& bytes) {
    keys_ += text(key) + raw(kind) + bytes;
    ++key_count_;
    return *this;
  }
  GgufBuilder& put(std::string_view key, std::string_view string) { return value(key, 8, text(string)); }
  GgufBuilder& put(std::string_view key, std::uint32_t number) { return value(key, 4, raw(number)); }
  GgufBuilder& put(std::string_view key, float number) { return value(key, 6, raw(number)); }
  GgufBuilder& put_bool(std::string_view key, bool flag) { return value(key, 7, raw<std::uint8_t>(flag ? 1 : 0)); }
  GgufBuilder& put(std::string_view key, const std::vector<std::string>& strings) {
    std::string bytes = raw<std::uint32_t>(8) + raw<std::uint64_t>(strings.size());
    for (const std::string& string : strings) bytes += text(string);
    return value(key, 9, bytes);
  }
  GgufBuilder& put(std::string_view key, const std::vector<std::int32_t>& numbers) {
    std::string bytes = raw<std::uint32_t>(5) + raw<std::uint64_t>(numbers.size());
    for (const std::int32_t number : numbers) bytes += raw(number);
    return value(key, 9, bytes);
  }

  GgufBuilder& put(std::string_view key, const std::vector<float>& numbers) {
    std::string bytes = raw<std::uint32_t>(6) + raw<std::uint64_t>(numbers.size());
    for (const float number : numbers) bytes += raw(number);
    return value(key, 9, bytes);
  }

  /// dimensions: innermost first, as in the file.
  GgufBuilder& tensor(std::string_view name, const std::vector<std::int64_t>& dimensions, std::uint32_t type,
                      std::uint64_t offset) {
    tensors_ += text(name) + raw(static_cast<std::uint32_t>(dimensions.size()));
    for (const std::int64_t size : dimensions) tensors_ += raw(size);
    tensors_ += raw(type) + raw(offset);
    ++tensor_count_;
    return *this;
  }

  std::string bytes() const {
    std::string file = "GGUF" + raw(version) + raw(tensor_count_ + extra_tensors) + raw(key_count_ + extra_keys);
    file += keys_ + tensors_;
    if (!data.empty()) file.resize((file.size() + 31) / 32 * 32);
    return file + data;
  }

 private:
  std::string keys_;
  std::string tensors_;
  std::int64_t key_count_ = 0;
  std::int64_t tensor_count_ = 0;
};

}  // namespace coldread::test
