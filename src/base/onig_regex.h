#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/regex.h"

namespace coldread {

class RegexSubject;

/// A regular expression with the syntax and the meaning of Oniguruma, as Hugging Face tokenizers reads patterns, run by
/// PCRE2's JIT. In the text each byte that is not UTF-8 reads as U+FFFD; results are of the original bytes. A search
/// that takes too many steps throws Error(usage) that names the pattern. Safe to use from several threads at once.
class OnigRegex {
 public:
  /// Throws Error(usage) with the pattern and the position of the mistake.
  explicit OnigRegex(std::string_view pattern);
  ~OnigRegex();
  OnigRegex(OnigRegex&&) noexcept;
  OnigRegex& operator=(OnigRegex&&) noexcept;

  const std::string& pattern() const { return pattern_; }

  /// The matches of a text from left to right. An empty match does not stand where the one before ended.
  class Matches {
   public:
    Matches(const OnigRegex& regex, std::string_view text);
    ~Matches();
    Matches(const Matches&) = delete;
    Matches& operator=(const Matches&) = delete;

    std::optional<RegexSpan> next();

   private:
    const OnigRegex& regex_;
    std::unique_ptr<const RegexSubject> subject_;
    std::size_t from_ = 0;
    std::optional<std::size_t> last_end_;
  };

 private:
  struct Program;
  std::string pattern_;
  std::unique_ptr<const Program> program_;
};

}  // namespace coldread
