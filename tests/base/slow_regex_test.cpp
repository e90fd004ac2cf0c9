#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "base/regex.h"
#include "support/bounded.h"
#include "support/times.h"

namespace coldread {
namespace {

using test::times;

struct Slow {
  const char* pattern;
  std::string text;
};

/// Exponential, polynomial, deep and large ones.
std::vector<Slow> slow_patterns() {
  const std::string a30 = times(30, "a") + "!";
  const std::string a5000 = times(5000, "a") + "!";
  const std::string digits = times(40, "1") + "x";
  const std::string spaces = times(20000, " ") + "x";
  const std::string words = times(60, "ab ") + "!";
  return {
      {"(a+)+$", a30},
      {"(a*)*$", a30},
      {"(a|a)*$", a30},
      {"(a|aa)+$", times(60, "a") + "!"},
      {"(a|a?)+$", a30},
      {"(.*a){12}$", times(40, "a") + "!"},
      {"([a-zA-Z]+)*$", a30},
      {"^(([a-z])+.)+[A-Z]([a-z])+$", a30},
      {"(\\w+\\s?)*$", words},
      {"(\\w+\\s*)+:$", words},
      {"^(\\d+)*$", digits},
      {"^((\\d+)*)*\\.$", digits},
      {"(x+x+)+y", times(40, "x")},
      {"(x+x+)+[yz]", times(40, "x")},
      {"((a+)+)+[bc]", times(40, "a")},
      {"(?:(?:a+)+)+[bc]$", times(40, "a")},
      {"(a+|b+|ab)*[cd]", times(30, "ab")},
      {"^(a?){30}a{30}$", times(29, "a")},
      {"(a?){40}a{40}[bc]", times(40, "a")},
      {"(?=(a+)+[bc])", a30},
      {"(?!(a+)+[bc])z", times(40, "a")},
      {"(?<=a)(a+)+[bc]", times(40, "a")},
      {"(a+)+\\1[bc]", times(40, "a")},
      {"(a*)(a*)(a*)(a*)\\4\\3\\2\\1[bc]", times(60, "a")},
      {"(.*)(.*)(.*)(.*)(.*)[^a!]", a30 + a30},
      {"(.*?)(.*?)(.*?)(.*?)(.*?)[^a!]", a30 + a30},
      {"a*a*a*a*a*[bc]", times(120, "a")},
      {"a*a*[bc]", a5000},
      {"a*a*a*[bc]", a5000},
      {"\\s+$", spaces},
      {"\\s*\\s*\\s*y", spaces},
      {"(\\s|\\n)*[yz]", spaces},
      {"(?:\\s+)+[yz]", times(40, " ")},
      {".*.*=.*[yz]", times(400, "=x")},
      {"(?:.|\\n)*?(?:.|\\n)*?[\\x00]", times(3000, "a")},
      {"^(?:a|b|ab)*c?$", times(60, "ab") + "!"},
      {"(?:a{0,20}){0,20}[bc]", times(60, "a")},
      {"(?:a{1,30}){1,30}[bc]", times(60, "a")},
      {"(?:(?:a{0,9}){0,9}){0,9}[bc]", times(60, "a")},
      {"(a(b(c)?)?)*[de]", times(60, "abc")},
      {"([^b]*a)*[de]", times(40, "a")},
      {"(?:(\\w)(\\w)?)*[!?.]$", times(60, "ab")},
      {"(?i)(?:k+)+[bc]", times(40, "K")},
      {"(?s)(?:.+)+\\Z[bc]", times(40, "x")},
      {"(é+)+[bc]", times(40, "é")},
      {"(?:\\p)+", "x"},
      {"(?P<x>a+)+(?P=x)+[bc]", times(40, "a")},
      {"(?:a(?=a*[bc])|a)+[de]", times(400, "a")},
      {"(?:a(?!a*[bc]))+[de]", times(400, "a")},
      {"(?:a(?=a*[bc])|a)+[de]", a5000},
      {"(?:a(?!a*[bc]))+[de]", a5000},
      {"(?:a(?<!ba{200}))+[de]", a5000},
      {"(?:\\w(?!\\w*[!?]))+[-_]", times(5000, "é")},
      {"(a*)b?\\1[cd]", a5000},
      {"(?i)(e*)b?\\1[cd]", times(5000, "e") + times(5000, "E") + "a"},
      {"(?:a{60000,}|a)+[bc]", times(59000, "a")},
      {"(?:(?:a|b){900,}|a)+[cd]", times(899, "a")},
      {"(?:a(?:[a-m]{3000,}?)?)+[yz]", a5000},
      {"(a+){5}(a+){5}(a+){5}[bc]", times(60, "a")},
      {"^(.+)+@(.+)+\\.(.+)+$", times(60, "a") + "@"},
      {"<(?:[^<>]+|<[^<>]*>)*>", "<" + times(60, "a")},
  };
}

TEST_CASE("slow patterns end, if need be in an error that names them, in little memory and time") {
  constexpr std::size_t kMemory = std::size_t{256} << 20u;
  constexpr unsigned kSeconds = 5;  // half of one without sanitizers
  for (const Slow& slow : slow_patterns()) {
    const test::Bounded end = test::bounded(
        kMemory, kSeconds, [&] { return std::to_string(Regex(slow.pattern, {}).find_iter(slow.text).size()); });
    INFO(slow.pattern << ": " << end.text.substr(0, 200));
    CHECK(end.death == "");
    CHECK((!end.error || end.text.find(slow.pattern) != std::string::npos));
  }
}

TEST_CASE("a runaway pattern is an error whatever comes before the place where it runs away") {
  for (const char* pattern : {"(a+)+[bc]", "(?:a|a?)+[bc]", "a*a*a*[bc]"}) {
    const std::string text = times(2000, "x ") + times(4000, "a");
    CHECK_THROWS_AS(Regex(pattern, {}).find_iter(text), Error);
  }
}

TEST_CASE("the bound holds for all places of a text together, and for all matches of one search") {
  const std::string harmless = times(300, "a") + " ";
  const Regex cubic("(?:a(?!a*[bc]))+[de]", {});
  CHECK(cubic.find_iter(times(3, harmless)).empty());
  CHECK_THROWS_AS(cubic.find_iter(times(300, harmless)), Error);
  const Regex matching("(?:a(?!a*[bc]))+", {});
  CHECK(matching.find_iter(times(3, harmless)).size() == 3);
  CHECK(matching.find_iter(times(3000, harmless), 3).size() == 3);
  CHECK_THROWS_AS(matching.find_iter(times(30000, harmless)), Error);
}

TEST_CASE("a pattern that passes over a long text from each place is no runaway one") {
  const std::string text = times(30000, "x") + "foo";
  CHECK(Regex(".*?foo", {}).find_iter(text).size() == 1);
  CHECK(Regex("(?:.|\\n)*?foo", {}).find_iter(text).size() == 1);
  CHECK(Regex("x+y", {}).find_iter(times(3000, "x")).empty());
  CHECK(Regex("x.*?[yz]", {}).find_iter(times(8000, "x")).empty());
  CHECK(Regex("x+[yz]", {}).find_iter(times(8000, "x")).empty());
  CHECK(Regex("\\w+ (?=.*[.])", {}).find_iter(times(5000, "words and ") + ".").size() == 10000);
  CHECK(Regex("\\d{1,3}(?:,\\d{3})*", {}).find_iter(times(100000, "1,234 and ")).size() == 100000);
}

}  // namespace
}  // namespace coldread
