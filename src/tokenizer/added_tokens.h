#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "api/request.h"

namespace coldread {

/// A token that is found in the text before pieces are cut: special ones (end of text, chat marks) and others that were
/// added to a vocabulary. The flags are those of Hugging Face tokenizers.
struct AddedToken {
  TokenId id = -1;
  std::string text;
  bool special = false;      ///< only found where special tokens are asked for
  bool strips_left = false;  ///< takes the white space before it along
  bool strips_right = false;
  bool single_word = false;  ///< only where no word character stands next to it
  bool normalized = false;   ///< looked for in normalised text, after the others
};

/// Finds added tokens: leftmost first, the longest of those that begin at one place.
class AddedTokenFinder {
 public:
  struct Match {
    std::size_t begin = 0;
    std::size_t end = 0;
    TokenId id = -1;
  };

  AddedTokenFinder() = default;
  explicit AddedTokenFinder(std::vector<AddedToken> tokens);

  bool empty() const { return tokens_.empty(); }

  /// Calls on_text(gap) and on_token(id) in the order of the text. Gaps are not empty.
  template <typename OnText, typename OnToken>
  void split(std::string_view text, const OnText& on_text, const OnToken& on_token) const {
    std::size_t done = 0;
    std::size_t from = 0;
    while (!tokens_.empty() && from < text.size()) {
      const Match match = find(text, from, done);
      if (match.id < 0) break;
      if (match.begin > done) on_text(text.substr(done, match.begin - done));
      on_token(match.id);
      done = match.end;
      from = match.end;
    }
    if (done < text.size()) on_text(text.substr(done));
  }

 private:
  /// The next match that begins at `from` or later; white space is stripped back to `done` at most.
  Match find(std::string_view text, std::size_t from, std::size_t done) const;
  const AddedToken* longest_at(std::string_view text, std::size_t position) const;

  std::vector<AddedToken> tokens_;  ///< sorted by text
  std::vector<bool> begins_ = std::vector<bool>(0x100);
};

}  // namespace coldread
