#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

namespace coldread {

/// Walks through little-endian bytes; every step is checked against their end.
class ByteReader {
 public:
  /// fail: throws, given what is wrong.
  ByteReader(std::string_view bytes, const std::function<void(const std::string&)>& fail)
      : bytes_(bytes), fail_(fail) {}

  std::size_t position() const { return position_; }
  std::size_t left() const { return bytes_.size() - position_; }

  /// what: for the error where so many are not left.
  std::string_view take(std::uint64_t count, std::string_view what) {
    if (count > left()) {
      fail_("is truncated or damaged: " + std::string(what) + " at byte " + std::to_string(position_) + " takes " +
            std::to_string(count) + " bytes of the " + std::to_string(left()) + " that are left");
    }
    const std::string_view taken = bytes_.substr(position_, static_cast<std::size_t>(count));
    position_ += taken.size();
    return taken;
  }

  template <typename T>
  T number(std::string_view what) {
    static_assert(std::endian::native == std::endian::little);
    T value{};
    std::memcpy(&value, take(sizeof(T), what).data(), sizeof(T));
    return value;
  }

 private:
  std::string_view bytes_;
  const std::function<void(const std::string&)>& fail_;
  std::size_t position_ = 0;
};

}  // namespace coldread
