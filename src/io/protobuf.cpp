#include "io/protobuf.h"

#include <bit>

#include "base/error.h"

namespace coldread {

float ProtobufReader::Field::real() const {
  return std::bit_cast<float>(static_cast<std::uint32_t>(integer));
}

void ProtobufReader::fail(const std::string& what) const {
  throw Error(ErrorCode::input, {.file = origin_}, "is no protocol buffers message: " + what);
}

std::uint64_t ProtobufReader::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (rest_.empty()) fail("it ends within a number");
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return value;
  }
  fail("it has a number of more than 64 bits");
}

std::string_view ProtobufReader::take(std::uint64_t size) {
  if (size > rest_.size()) {
    fail("a field of " + std::to_string(size) + " bytes, but " + std::to_string(rest_.size()) + " are left");
  }
  const std::string_view bytes = rest_.substr(0, static_cast<std::size_t>(size));
  rest_.remove_prefix(bytes.size());
  return bytes;
}

std::uint64_t ProtobufReader::fixed(std::size_t size) {
  const std::string_view bytes = take(size);
  std::uint64_t value = 0;
  for (std::size_t k = 0; k < size; ++k) value |= std::uint64_t{static_cast<unsigned char>(bytes[k])} << (8 * k);
  return value;
}

std::optional<ProtobufReader::Field> ProtobufReader::next() {
  if (rest_.empty()) return std::nullopt;
  const std::uint64_t tag = varint();
  Field field{.number = tag >> 3};
  switch (tag & 7u) {
    case 0:
      field.integer = varint();
      break;
    case 1:
      field.integer = fixed(8);
      break;
    case 2:
      field.bytes = take(varint());
      field.holds_bytes = true;
      break;
    case 5:
      field.integer = fixed(4);
      break;
    default:
      fail("a field of wire type " + std::to_string(tag & 7u));
  }
  if (field.number == 0) fail("a field of number 0");
  return field;
}

}  // namespace coldread
