#include "base/onig_regex.h"

#include <doctest/doctest.h>
#include <string>

#include "support/error_of.h"

namespace coldread {
namespace {

/// The matches, each in brackets.
std::string matches(std::string_view pattern, std::string_view text) {
  const OnigRegex regex(pattern);
  OnigRegex::Matches found(regex, text);
  std::string shown;
  while (const auto match = found.next()) shown.append("[").append(match->of(text)).append("]");
  return shown;
}

TEST_CASE("sets within sets are unions, and && is what both hold") {
  CHECK(matches("[a[bc]]+", "xabcx") == "[abc]");
  CHECK(matches("[^(\\s|[.,])]+", "a(b|c .d)") == "[a][b][c][d]");
  CHECK(matches("[\\p{L}&&[^a-c]]+", "abxyc") == "[xy]");
  CHECK(matches("[^\\w&&[^0-9]]", "a1-") == "[1][-]");
  CHECK(matches("[[^a]b]", "ab") == "[b]");
  CHECK(matches("[\\S&&\\D]", "1 a") == "[a]");
  CHECK(matches("[]a]+", "]a") == "[]a]");
  CHECK(matches("[[:alpha:]]+", "a\u00E91") == "[a\u00E9]");
}

TEST_CASE("classes and quantifiers that the two dialects write otherwise") {
  CHECK(matches("\\s+", "a\u0085\u3000\u180Eb") == "[\u0085\u3000]");  // U+180E is no white space
  CHECK(matches("\\w+", "e\u0301_1-") == "[e\u0301_1]");
  CHECK(matches("\\h+", "12fg") == "[12f]");
  CHECK(matches("\\p{^L}", "a1") == "[1]");
  CHECK(matches("\\u00e9", "\u00E9") == "[\u00E9]");
  CHECK(matches("a{,2}b", "aaab") == "[aab]");
  CHECK(matches("(?m:a.b)", "a\nb") == "[a\nb]");
  CHECK(matches("a.b", "a\nb").empty());
  CHECK(matches("a?+b", "ab") == "[ab]");
  CHECK(matches("(?i:'s)", "'S'\u017F") == "['S]['\u017F]");
}

TEST_CASE("$ and ^ are at lines' ends, empty matches do not follow a match at once") {
  CHECK(matches("^a|b$", "a\nab\nb") == "[a][a][b][b]");
  CHECK(matches("\\s+$", "a  b  ") == "[  ]");
  CHECK(matches("\\s+$", "  \v b\n ") == "[\n ]");
  CHECK(matches("a*", "aab") == "[aa][]");
  CHECK(matches("(?=(\\d{3})+(?!\\d))", "12345") == "[]");
}

TEST_CASE("a byte that is not UTF-8 reads as U+FFFD") {
  CHECK(matches("[^a]+",
                "a\xFF\xFE"
                "a") == "[\xFF\xFE]");
}

TEST_CASE("a run that no pattern ends takes no time by its square") {
  const std::string spaces(200000, ' ');
  CHECK(matches("\\s+$", spaces + "x").empty());
}

TEST_CASE("what is no pattern is an error with its place") {
  const auto error = [](const char* pattern) { return test::error_of([&] { OnigRegex regex{pattern}; }); };
  CHECK(error("ab[c").find("pattern 'ab[c': a set without its ] at position 4") != std::string::npos);
  CHECK(error("\u00E9(").find("pattern '\u00E9(': ") != std::string::npos);
  CHECK(error("\\p{Lx}").find("at position 0") != std::string::npos);
  CHECK(error("a{2}+").find("a quantifier of a quantifier") != std::string::npos);
  CHECK(!error("[]").empty());
  CHECK(!error("a\\").empty());
  CHECK(!error(std::string(200, '[').c_str()).empty());
}

TEST_CASE("a pattern that tries too much gives up") {
  const std::string text(100, 'a');
  CHECK(test::error_of([&] { matches("(a+)+[^a-z]", text + "c"); }).find("gave up on a text of 101 bytes") !=
        std::string::npos);
}

}  // namespace
}  // namespace coldread
