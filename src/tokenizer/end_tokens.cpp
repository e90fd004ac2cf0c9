#include "tokenizer/end_tokens.h"

#include <algorithm>

#include "base/error.h"
#include "base/suggest.h"

namespace coldread {
namespace {

/// What facts show as the source of tokens that the run itself names.
constexpr const char* kGiven = "the run's eos";

TokenId id_of(const TokenName& name, const Vocabulary& vocabulary) {
  if (const auto* id = std::get_if<TokenId>(&name)) {
    if (vocabulary.contains(*id)) return *id;
    throw Error(ErrorCode::usage, "eos: the token id " + std::to_string(*id) + " is outside the vocabulary of " +
                                      std::to_string(vocabulary.size()) + " tokens of " + vocabulary.origin());
  }
  const std::string& text = std::get<std::string>(name);
  if (const std::optional<TokenId> id = vocabulary.find(text)) return *id;
  std::vector<std::string> known;
  for (const AddedToken& token : vocabulary.added_tokens()) known.push_back(token.text);
  throw Error(ErrorCode::usage,
              "eos: '" + text + "' is no token of " + vocabulary.origin() + did_you_mean(text, known));
}

}  // namespace

void EndTokens::add(std::int64_t id, const std::string& source) {
  if (id < 0 || id >= static_cast<std::int64_t>(vocabulary_.size())) return;
  const auto known = std::ranges::find(tokens_, static_cast<TokenId>(id), &EndToken::id);
  if (known == tokens_.end()) {
    tokens_.push_back({static_cast<TokenId>(id), vocabulary_.token(static_cast<TokenId>(id)), {source}});
  } else if (std::ranges::find(known->sources, source) == known->sources.end()) {
    known->sources.push_back(source);
  }
}

void EndTokens::add_text(std::string_view text, const std::string& source) {
  const auto& added = vocabulary_.added_tokens();
  const auto found = std::ranges::find(added, text, &AddedToken::text);
  if (found != added.end()) add(found->id, source);
}

void EndTokens::drop_text(std::string_view text) {
  std::erase_if(tokens_, [&](const EndToken& token) { return token.text == text; });
}

bool EndTokens::contains_text(std::string_view text) const {
  return std::ranges::find(tokens_, text, &EndToken::text) != tokens_.end();
}

std::vector<EndToken> given_end_tokens(const std::vector<TokenName>& names, const Vocabulary& vocabulary) {
  EndTokens tokens(vocabulary);
  for (const TokenName& name : names) tokens.add(id_of(name, vocabulary), kGiven);
  return tokens.take();
}

}  // namespace coldread
