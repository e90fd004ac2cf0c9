#include "runner/config/shard.h"

#include <charconv>

#include "base/error.h"
#include "io/sha256.h"

namespace coldread {
namespace {

bool read_number(std::string_view text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

bool Shard::holds(const std::string& task, std::int64_t document) const {
  if (is_whole()) return true;
  const std::string digits = sha256_hex(std::to_string(document) + " " + task).substr(0, 16);
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
  return number % count == index;
}

Shard parse_shard(const std::string& text) {
  const std::size_t slash = text.find('/');
  Shard shard;
  std::uint64_t number = 0;
  const bool read = slash != std::string::npos && read_number(std::string_view(text).substr(0, slash), number) &&
                    read_number(std::string_view(text).substr(slash + 1), shard.count);
  if (!read || shard.count == 0 || number > shard.count) {
    throw Error(ErrorCode::usage,
                "--shard " + text + ": write it as i/n with i from 1 to n, 2/3 for the second of three");
  }
  shard.index = (number + shard.count - 1) % shard.count;
  return shard;
}

std::string to_string(const Shard& shard) {
  return shard.is_whole() ? "" : std::to_string(shard.index + 1) + "/" + std::to_string(shard.count);
}

}  // namespace coldread
