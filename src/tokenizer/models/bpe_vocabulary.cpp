#include "tokenizer/models/bpe_vocabulary.h"

#include <algorithm>
#include <utility>

#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/models/byte_alphabet.h"

namespace coldread {
namespace {

/// Ids may have gaps, but not so many that a small file makes a huge table.
constexpr std::int64_t kMaxGaps = 65536;

}  // namespace

ModelTokens tokens_of_vocabulary(const Value& vocabulary, Spelling spelling, const std::string& origin) {
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
  ModelTokens tokens;
  tokens.bytes.resize(static_cast<std::size_t>(largest) + 1);
  for (const auto& [text, id] : dict) {
    std::string& token = tokens.bytes[static_cast<std::size_t>(id.as_int())];
    if (!token.empty()) fail_in(origin, "gives the id " + std::to_string(id.as_int()) + " to two tokens");
    const auto bytes = spelling == Spelling::text ? std::optional(text) : bytes_in_alphabet(text);
    if (!bytes) tokens.unreachable.push_back(static_cast<TokenId>(id.as_int()));
    token = bytes.value_or(text);
  }
  return tokens;
}

TokenId unknown_token(const Value& description, const std::string& otherwise, const std::string& origin) {
  const Value& named = setting(description, "unk_token");
  const std::string& text = named.is_string() ? named.as_string() : otherwise;
  const Value* id = setting(description, "vocab").find(text);
  if (id == nullptr) fail_in(origin, "names the unk_token '" + text + "', which it lacks");
  return static_cast<TokenId>(id->as_int());
}

std::optional<TokenPair> merge_of(std::string_view left, std::string_view right, Spelling spelling) {
  if (spelling == Spelling::text) return TokenPair{left, right};
  auto left_bytes = bytes_in_alphabet(left);
  auto right_bytes = bytes_in_alphabet(right);
  if (!left_bytes || !right_bytes) return std::nullopt;
  return TokenPair{*std::move(left_bytes), *std::move(right_bytes)};
}

std::optional<TokenPair> parse_merge(std::string_view line, Spelling spelling, const std::string& origin) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || space == 0 || space + 1 == line.size() ||
      line.find(' ', space + 1) != std::string_view::npos) {
    fail_in(origin, "has the merge '" + std::string(line) + "'; expected two tokens with a space between them");
  }
  return merge_of(line.substr(0, space), line.substr(space + 1), spelling);
}

}  // namespace coldread
