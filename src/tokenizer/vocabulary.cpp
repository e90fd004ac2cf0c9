#include "tokenizer/vocabulary.h"

#include <algorithm>
#include <utility>

#include "tokenizer/fail_in.h"

namespace coldread {
namespace {

// What a token may weigh. Every generated token adds its bytes to an answer; an added token is compared with the text
// at every place where it could begin. The longest of the vocabularies in use have 256 bytes, added ones 64.
constexpr std::size_t kMaxTokenBytes = 1 << 16;
constexpr std::size_t kMaxAddedTokenBytes = 1 << 10;
/// Ids of added tokens may have gaps, but not so many that a small file makes a huge table.
constexpr std::size_t kMaxGaps = 65536;

}  // namespace

Vocabulary::Vocabulary(std::string origin, ModelTokens tokens)
    : origin_(std::move(origin)),
      limit_(tokens.bytes.size() * 2 + kMaxGaps),
      tokens_(std::move(tokens.bytes)),
      is_added_(tokens_.size()),
      is_special_(tokens_.size()) {
  for (const TokenId id : tokens.unreachable) model_bytes_[id] = "";
  for (const std::string& token : tokens_) {
    if (token.size() > kMaxTokenBytes) {
      fail_in(origin_, "has a token of " + std::to_string(token.size()) + " bytes, '" + token.substr(0, 32) +
                           "...'; expected at most " + std::to_string(kMaxTokenBytes));
    }
  }
}

void Vocabulary::add(AddedToken token) {
  std::string text = token.text;
  add(std::move(token), std::move(text));
}

void Vocabulary::add(AddedToken token, std::string decoded) {
  if (token.text.size() > kMaxAddedTokenBytes) {
    fail_in(origin_, "has an added token of " + std::to_string(token.text.size()) + " bytes, '" +
                         token.text.substr(0, 32) + "...'; expected at most " + std::to_string(kMaxAddedTokenBytes));
  }
  if (token.id < 0 || static_cast<std::size_t>(token.id) >= limit_) {
    fail_in(origin_, "gives the added token '" + token.text + "' the id " + std::to_string(token.id) +
                         ", far outside the vocabulary of " + std::to_string(tokens_.size()) + " tokens");
  }
  const auto id = static_cast<std::size_t>(token.id);
  if (id >= tokens_.size()) {
    tokens_.resize(id + 1);
    is_added_.resize(id + 1);
    is_special_.resize(id + 1);
  }
  if (!tokens_[id].empty()) model_bytes_.try_emplace(token.id, std::move(tokens_[id]));
  tokens_[id] = std::move(decoded);
  is_added_[id] = true;
  is_special_[id] = token.special;
  added_.push_back(std::move(token));
}

const std::string& Vocabulary::model_bytes(TokenId id) const {
  const auto other = model_bytes_.find(id);
  return other == model_bytes_.end() ? token(id) : other->second;
}

std::optional<TokenId> Vocabulary::find(std::string_view text) const {
  if (text.empty()) return std::nullopt;
  const auto added = std::ranges::find(added_, text, &AddedToken::text);
  if (added != added_.end()) return added->id;
  const auto plain = std::ranges::find(tokens_, text);
  if (plain == tokens_.end()) return std::nullopt;
  return static_cast<TokenId>(plain - tokens_.begin());
}

}  // namespace coldread
