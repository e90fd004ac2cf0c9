#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/value.h"
#include "base/onig_regex.h"

namespace coldread {

/// A pattern as tokenizer.json writes it: {"String": text} or {"Regex": pattern in Oniguruma's syntax}.
class TextPattern {
 public:
  /// Throws Error(input) about the file origin where it is neither, or no pattern.
  TextPattern(const Value& description, const std::string& origin);

  /// take(span, is match) for the matches and what stands between them, in the order of the text, all of it. Only a
  /// match may be empty.
  template <typename Take>
  void for_each_span(std::string_view text, const Take& take) const {
    std::size_t done = 0;
    const auto match = [&](std::size_t begin, std::size_t end) {
      if (begin > done) take(text.substr(done, begin - done), false);
      take(text.substr(begin, end - begin), true);
      done = end;
    };
    if (regex_) {
      OnigRegex::Matches matches(*regex_, text);
      while (const auto found = matches.next()) match(found->begin, found->end);
    } else {
      for (std::size_t i = text.find(literal_); i != std::string_view::npos; i = text.find(literal_, done)) {
        match(i, i + literal_.size());
      }
    }
    if (done < text.size()) take(text.substr(done), false);
  }

  /// The text with `content` in place of every match.
  std::string replaced(std::string_view text, std::string_view content) const;

 private:
  std::string literal_;
  std::optional<OnigRegex> regex_;
};

/// The text with `content` in place of every `part`, which is not empty.
std::string replace_all(std::string_view text, std::string_view part, std::string_view content);

}  // namespace coldread
