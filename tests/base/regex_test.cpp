#include "base/regex.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace coldread;

namespace {

using Rows = std::vector<std::vector<std::string>>;
using Pieces = std::vector<std::optional<std::string>>;

std::string first(std::string_view pattern, std::string_view text, RegexFlags flags = {}) {
  const auto match = Regex(pattern, flags).search(text);
  return match ? std::string((*match)[0].of(text)) : "<none>";
}

std::string complaint(std::string_view pattern) {
  try {
    Regex regex(pattern);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::usage);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("find_all gives the match, the group, or the groups, as Python does") {
  CHECK(Regex(R"(\d+)").find_all("a1b22") == Rows{{"1"}, {"22"}});
  CHECK(Regex(R"((\w)=\d)").find_all("a=1 b=2") == Rows{{"a"}, {"b"}});
  CHECK(Regex(R"((x)?(y))").find_all("xyy") == Rows{{"x", "y"}, {"", "y"}});
}

TEST_CASE("empty matches stand where Python 3.7 and later put them") {
  CHECK(Regex("x*").replace("abxd", "-") == "-a-b--d-");
  CHECK(Regex("|a").find_all("a") == Rows{{""}, {"a"}, {""}});
  CHECK(Regex(R"(\b|\w+)").replace("hi you", "<>") == "<><><> <><><>");
  CHECK(Regex("").split("ab") == Pieces{"", "a", "b", ""});
}

TEST_CASE("split keeps groups, and nothing for one that took no part") {
  CHECK(Regex(R"((,)|;)").split("a,b;c") == Pieces{"a", ",", "b", std::nullopt, "c"});
  CHECK(Regex(R"(\s+)").split(" a  b ", 1) == Pieces{"", "a  b "});
}

TEST_CASE("replacement templates are Python's") {
  const Regex regex(R"((?P<key>\w+)=(\d)?)");
  CHECK(regex.replace("a=1, b=", R"(\g<key>:\2\n\g<0>)") == "a:1\na=1, b:\nb=");
  CHECK(regex.replace("a=1 a=2", R"(\.\101\\)", 1) == R"(\.A\ a=2)");
  CHECK_THROWS_AS(regex.replace("a=1", R"(\3)"), Error);
  CHECK_THROWS_AS(regex.replace("a=1", R"(\q)"), Error);
  CHECK_THROWS_AS(regex.replace("a=1", R"(\g<no>)"), Error);
}

TEST_CASE("the dollar matches at the end and before a last newline, \\Z at the end alone") {
  CHECK(first("a$", "a\n") == "a");
  CHECK(first(R"(a\Z)", "a\n") == "<none>");
  CHECK(Regex("^", {.multi_line = true}).replace("a\n", ">") == ">a\n>");
  CHECK(first("a.b", "a\rb") == "a\rb");
  CHECK(first("a.b", "a\nb") == "<none>");
  CHECK(first("(?s)a.b", "a\nb") == "a\nb");
}

TEST_CASE("classes know Unicode as Python's do") {
  CHECK(first(R"(\w+)", "!\u00E9t\u00E9\u0663_") == "\u00E9t\u00E9\u0663_");
  CHECK(first(R"(\d+)", "x\u0663\u00B2") == "\u0663");
  CHECK(first(R"(\s)", "a\x1C") == "\x1C");
  CHECK(first(R"([^\S]+)", "a\u2003\u180E") == "\u2003");
  CHECK(first(R"([\W]+)", "a\u203F b") == "\u203F ");
  CHECK(first(R"((?a)\w+)", "\u00E9ab") == "ab");
  CHECK(first(R"(\bnd\b)", "\u00E9nd nd") == "nd");
  CHECK(first("(?i)\u00C9", "\u00E9") == "\u00E9");
  CHECK(first(R"(\u00e9\x41\U0001F600)", "\u00E9A\U0001F600") == "\u00E9A\U0001F600");
}

TEST_CASE("what PCRE2 reads otherwise means here what it means in Python") {
  CHECK(first("[[:alpha:]]", ":]") == ":]");
  CHECK(first("x{,2}", "xxx") == "xx");
  CHECK(first("x{a}", "x{a}") == "x{a}");
  CHECK(complaint(R"([\h])").find("bad escape \\h") != std::string::npos);
  CHECK(first("[]a]+", "]a") == "]a");
  CHECK(first("(?x) a b # comment\n c", "abc") == "abc");
  CHECK(first("(?x:a b)\\ c", "ab c") == "ab c");
  CHECK(first("a(?#note)+", "aa") == "aa");
  CHECK(first(R"((?P<q>['"]).*?(?P=q))", "say 'hi' \"x\"") == "'hi'");
  CHECK(first(R"((a)?b(?(1)c|d))", "bd abc") == "bd");
  CHECK(first("a++b", "aab") == "aab");
  CHECK(first("(?=a)b?a.", "a9") == "a9");
  CHECK(first("-+(b)?+-", "--") == "--");
  CHECK(first(R"(\B)", "") == "<none>");
}

TEST_CASE("match stands at the start, fullmatch takes all of the text") {
  const Regex regex("a|ab");
  CHECK((*regex.match("abc"))[0].end == 1);
  CHECK((*regex.fullmatch("ab"))[0].end == 2);
  CHECK(!regex.fullmatch("abc"));
  CHECK(!regex.match("cab"));
}

TEST_CASE("bad patterns are named with the position") {
  CHECK(complaint("a(b") == "pattern 'a(b': missing ), unterminated subpattern at position 1");
  CHECK(complaint("ab)") == "pattern 'ab)': unbalanced parenthesis at position 2");
  CHECK(complaint("*a") == "pattern '*a': nothing to repeat at position 0");
  CHECK(complaint("a**") == "pattern 'a**': multiple repeat at position 2");
  CHECK(complaint("[a") == "pattern '[a': unterminated character set at position 0");
  CHECK(complaint("[b-a]") == "pattern '[b-a]': bad character range at position 1");
  CHECK(complaint(R"(\q)") == R"(pattern '\q': bad escape \q at position 0)");
  CHECK(complaint(R"(a\)") == R"(pattern 'a\': bad escape (end of pattern) at position 1)");
  CHECK(complaint(R"((a)\2)").find("invalid group reference 2") != std::string::npos);
  CHECK(complaint("a(?i)b").find("global flags not at the start") != std::string::npos);
  CHECK(complaint("a{3,2}").find("min repeat greater than max repeat") != std::string::npos);
  CHECK(complaint("x(?<=a+)b").find("at position 1") != std::string::npos);
  CHECK(complaint("(?P<1a>x)").find("bad character in group name") != std::string::npos);
}

TEST_CASE("bytes that are not UTF-8 read as U+FFFD and come back as they were") {
  const std::string text = "a\xFF\xC3 b";
  CHECK(Regex(R"(\w+)").find_all(text) == Rows{{"a"}, {"b"}});
  CHECK(Regex("\uFFFD").replace(text, "?") == "a?? b");
  CHECK(Regex("a.").find_all(text) == Rows{{"a\xFF"}});
  CHECK(Regex("b").replace(text, "c") == "a\xFF\xC3 c");
  CHECK_NOTHROW(Regex("\xFF+"));
}

TEST_CASE("a runaway pattern is an error that names it, not a hang") {
  const Regex regex("(a|aa|a?)+$");
  const std::string text = std::string(200, 'a') + "b";
  try {
    regex.search(text);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("pattern '(a|aa|a?)+$' gave up") != std::string::npos);
  }
}

TEST_CASE("an escaped text matches itself alone") {
  const std::string text = "a.b*c (d)\n[e]\\ #\u00E9";
  CHECK(Regex(regex_escape(text)).fullmatch(text).has_value());
  CHECK(regex_escape("a-b") == "a\\-b");
}
