#include "template/syntax/lexer.h"

#include <doctest/doctest.h>

#include "template/values/fault.h"

namespace coldread::jinja {

TEST_CASE("a template is split into data and tokens that know their place") {
  const std::vector<Token> tokens = tokenize("Hi {{ name|upper }}!");
  using Kind = Token::Kind;
  const std::vector<Kind> kinds{Kind::data, Kind::print_begin, Kind::name, Kind::symbol,
                                Kind::name, Kind::print_end,   Kind::data, Kind::end};
  REQUIRE(tokens.size() == kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) CHECK(tokens[i].is(kinds[i]));
  CHECK(tokens[0].text == "Hi ");
  CHECK(tokens[2].is_name("name"));
  CHECK(tokens[2].offset == 6);
  CHECK(tokens[3].is_symbol("|"));
}

TEST_CASE("white space around blocks goes where the options say so") {
  constexpr std::string_view kSource = "a\n  {% if x %}\nb";
  CHECK(tokenize(kSource).front().text == "a\n  ");
  const std::vector<Token> trimmed = tokenize(kSource, {.trim_blocks = true, .lstrip_blocks = true});
  CHECK(trimmed.front().text == "a\n");
  CHECK(trimmed[trimmed.size() - 2].text == "b");
}

TEST_CASE("a string that does not end is a fault at its beginning") {
  try {
    tokenize("{{ 'abc }}");
    FAIL("no fault");
  } catch (const Fault& fault) {
    CHECK(fault.offset == 3);
  }
}

}  // namespace coldread::jinja
