#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace coldread::test {

/// A zip archive of stored entries.
class ZipBuilder {
 public:
  ZipBuilder& add(std::string_view name, std::string_view data) {
    const std::string sizes = raw(crc32(data)) + raw(static_cast<std::uint32_t>(data.size())) +
                              raw(static_cast<std::uint32_t>(data.size())) +
                              raw(static_cast<std::uint16_t>(name.size())) + raw(std::uint16_t{0});
    const std::string common = std::string(8, '\0') + sizes;  // flags, method, time; the version stands before
    directory_ += "PK\1\2" + std::string(4, '\0') + common + std::string(10, '\0') +
                  raw(static_cast<std::uint32_t>(entries_.size())) + std::string(name);
    entries_ += "PK\3\4" + std::string(2, '\0') + common + std::string(name) + std::string(data);
    ++count_;
    return *this;
  }

  std::string bytes() const {
    return entries_ + directory_ + "PK\5\6" + std::string(4, '\0') + raw(count_) + raw(count_) +
           raw(static_cast<std::uint32_t>(directory_.size())) + raw(static_cast<std::uint32_t>(entries_.size())) +
           raw(std::uint16_t{0});
  }

 private:
  template <typename T>
  static std::string raw(T value) {
    std::string bytes(sizeof(T), '\0');
    std::memcpy(bytes.data(), &value, sizeof(T));
    return bytes;
  }
  static std::uint32_t crc32(std::string_view data) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (const char byte : data) {
      crc ^= static_cast<std::uint8_t>(byte);
      for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320U : 0);
    }
    return ~crc;
  }

  std::string entries_;
  std::string directory_;
  std::uint16_t count_ = 0;
};

}  // namespace coldread::test
