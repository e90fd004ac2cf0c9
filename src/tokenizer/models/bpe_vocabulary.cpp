#include "tokenizer/models/bpe_vocabulary.h"

#include <algorithm>

#include "tokenizer/fail_in.h"
#include "tokenizer/models/byte_alphabet.h"

namespace coldread {
namespace {

/// Ids may have gaps, but not so many that a small file makes a huge table.
constexpr std::int64_t kMaxGaps = 65536;

}  // namespace

std::vector<std::string> tokens_of_vocabulary(const Value& vocabulary, const std::string& origin) {
  if (!vocabulary.is_dict() || vocabulary.as_dict().empty()) {
    fail_in(origin, "needs a vocabulary: a dict from token to id");
  }
  const Dict& dict = vocabulary.as_dict();
  const std::int64_t limit = static_cast<std::int64_t>(dict.size()) * 2 + kMaxGaps;
  std::int64_t largest = 0;
  for (const auto& [text, id] : dict) {
    if (!id.is_int() || id.as_int() < 0 || id.as_int() >= limit) {
      fail_in(origin, "gives the token '" + text + "' an id that is no integer from 0 to " + std::to_string(limit - 1));
    }
    largest = std::max(largest, id.as_int());
  }
  std::vector<std::string> tokens(static_cast<std::size_t>(largest) + 1);
  for (const auto& [text, id] : dict) {
    std::string& token = tokens[static_cast<std::size_t>(id.as_int())];
    if (!token.empty()) fail_in(origin, "gives the id " + std::to_string(id.as_int()) + " to two tokens");
    token = bytes_of_token(text);
  }
  return tokens;
}

std::pair<std::string, std::string> parse_merge(std::string_view line, const std::string& origin) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || space == 0 || space + 1 == line.size() ||
      line.find(' ', space + 1) != std::string_view::npos) {
    fail_in(origin, "has the merge '" + std::string(line) + "'; expected two tokens with a space between them");
  }
  return {bytes_of_token(line.substr(0, space)), bytes_of_token(line.substr(space + 1))};
}

}  // namespace coldread
