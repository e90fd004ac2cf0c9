#include "tokenizer/added_tokens.h"

#include <algorithm>
#include <utility>

#include "base/unicode.h"

namespace coldread {
namespace {

/// Start of the code point that ends before `end`.
std::size_t step_back(std::string_view text, std::size_t end) {
  std::size_t start = end - 1;
  while (start > 0 && end - start < 4 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
  return start + code_point_at(text, start).length == end ? start : end - 1;
}

bool word_before(std::string_view text, std::size_t position) {
  if (position == 0) return false;
  const CodePoint c = code_point_at(text, step_back(text, position));
  return c.valid && is_word_character(c.value);
}

bool word_at(std::string_view text, std::size_t position) {
  const CodePoint c = code_point_at(text, position);
  return c.length > 0 && c.valid && is_word_character(c.value);
}

}  // namespace

AddedTokenFinder::AddedTokenFinder(std::vector<AddedToken> tokens) : tokens_(std::move(tokens)) {
  std::erase_if(tokens_, [](const AddedToken& token) { return token.text.empty(); });
  std::stable_sort(tokens_.begin(), tokens_.end(),
                   [](const AddedToken& a, const AddedToken& b) { return a.text < b.text; });
  for (const AddedToken& token : tokens_) begins_[static_cast<unsigned char>(token.text.front())] = true;
}

const AddedToken* AddedTokenFinder::longest_at(std::string_view text, std::size_t position) const {
  const AddedToken* longest = nullptr;
  auto low = tokens_.begin();
  auto high = tokens_.end();
  // The tokens that share their first `depth` bytes with the text are a range of the sorted ones, which narrows.
  for (std::size_t depth = 0; low != high; ++depth) {
    if (low->text.size() == depth) longest = &*low;
    if (position + depth == text.size()) break;
    const auto byte = static_cast<unsigned char>(text[position + depth]);
    const auto at_depth = [&](const AddedToken& token) {
      return token.text.size() == depth ? -1 : static_cast<int>(static_cast<unsigned char>(token.text[depth]));
    };
    low = std::lower_bound(low, high, byte, [&](const AddedToken& token, int b) { return at_depth(token) < b; });
    high = std::upper_bound(low, high, byte, [&](int b, const AddedToken& token) { return b < at_depth(token); });
  }
  return longest;
}

AddedTokenFinder::Match AddedTokenFinder::find(std::string_view text, std::size_t from, std::size_t done) const {
  for (std::size_t i = from; i < text.size(); ++i) {
    if (!begins_[static_cast<unsigned char>(text[i])]) continue;
    const AddedToken* token = longest_at(text, i);
    if (token == nullptr) continue;
    Match match{.begin = i, .end = i + token->text.size(), .id = token->id};
    if (token->single_word && (word_before(text, match.begin) || word_at(text, match.end))) {
      i = match.end - 1;  // passed over as a whole, as Hugging Face tokenizers does
      continue;
    }
    while (token->strips_left && match.begin > done) {
      const std::size_t before = step_back(text, match.begin);
      if (before < done || !is_white_space(code_point_at(text, before).value)) break;
      match.begin = before;
    }
    while (token->strips_right && match.end < text.size()) {
      const CodePoint c = code_point_at(text, match.end);
      if (!is_white_space(c.value)) break;
      match.end += c.length;
    }
    return match;
  }
  return {};
}

}  // namespace coldread
