#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace coldread {

/// The fields of a protocol buffers message in the order of its bytes. Throws Error(input) about the file origin where
/// they are cut off or of no kind that there is.
/// Source: protobuf.dev, "Encoding".
class ProtobufReader {
 public:
  ProtobufReader(std::string_view message, std::string origin) : rest_(message), origin_(std::move(origin)) {}

  struct Field {
    std::uint64_t number = 0;
    std::uint64_t integer = 0;  ///< a varint, or the bits of a fixed number
    std::string_view bytes{};   ///< of a string, bytes or a message
    bool holds_bytes = false;

    bool flag() const { return integer != 0; }
    float real() const;  ///< of the bits of a float
  };
  /// Nothing at the end.
  std::optional<Field> next();

 private:
  std::uint64_t varint();
  std::string_view take(std::uint64_t size);
  std::uint64_t fixed(std::size_t size);
  [[noreturn]] void fail(const std::string& what) const;

  std::string_view rest_;
  std::string origin_;
};

}  // namespace coldread
