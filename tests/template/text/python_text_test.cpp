#include <doctest/doctest.h>
#include <limits>

#include "template/rendered.h"

namespace coldread {

TEST_CASE("values print as Python's str") {
  CHECK(python_str(Value()) == "None");
  CHECK(python_str(Value(true)) == "True");
  CHECK(python_str(Value(1.0)) == "1.0");
  CHECK(python_str(Value(1e16)) == "1e+16");
  CHECK(python_str(Value(-0.0)) == "-0.0");
  CHECK(python_str(Value(std::numeric_limits<double>::quiet_NaN())) == "nan");
  CHECK(python_str(Value("it's")) == "it's");
  CHECK(python_str(Value(List{Value("it's"), Value(), Value(2)})) == "[\"it's\", None, 2]");
}

TEST_CASE("repr chooses quotes and escapes what is not printable") {
  CHECK(python_repr(Value("a")) == "'a'");
  CHECK(python_repr(Value("it's")) == "\"it's\"");
  CHECK(python_repr(Value("'\"")) == "'\\'\"'");
  CHECK(python_repr(Value("\n\t\\\x07\x7f")) == "'\\n\\t\\\\\\x07\\x7f'");
  CHECK(python_repr(Value("é\u00a0\u200b\U000e0001🙂")) == "'é\\xa0\\u200b\\U000e0001🙂'");
}

TEST_CASE("dicts and nested lists keep their order") {
  CHECK(python_repr(parse_json(R"({"b": [1, {"a": null}], "a": {}})", "test")) == "{'b': [1, {'a': None}], 'a': {}}");
}

TEST_CASE("literal_eval reads Python's literals") {
  CHECK(literal_eval(" ['a', \"it's\", 1, -2.5, None, True] ") ==
        Value(List{Value("a"), Value("it's"), Value(1), Value(-2.5), Value(), Value(true)}));
  CHECK(literal_eval("{'a': (1, 2), 'b': {}}") == parse_json(R"({"a": [1, 2], "b": {}})", "test"));
  CHECK(literal_eval("('x')") == Value("x"));
  CHECK(literal_eval("1, 2,") == Value(List{Value(1), Value(2)}));
  CHECK(literal_eval("'a' \"b\" r'\\n'") == Value("ab\\n"));
  CHECK(literal_eval("'''x\ny'''") == Value("x\ny"));
  CHECK(literal_eval("[0x1F, 1_000, 1e3, .5, # comment\n 0b11]") ==
        Value(List{Value(31), Value(1000), Value(1000.0), Value(0.5), Value(3)}));
  CHECK(literal_eval("'\\u00e9\\x41\\101\\\n'") == Value("éAA"));
}

TEST_CASE("literal_eval refuses what is no literal, with the place") {
  for (const char* text : {"", "foo", "1 + 2", "[1", "[1 2]", "{1, 2}", "'a", "f'x'", "__import__('os')", "01", "--1",
                           "{1: 'a'}", "99999999999999999999"}) {
    CHECK_THROWS_AS_MESSAGE(literal_eval(text), Error, text);
  }
  CHECK_THROWS_WITH_AS(literal_eval("[1, x]"),
                       "'[1, x]' at character 5: not a literal of Python (number, string, list, tuple, dict, None, "
                       "True, False)",
                       Error);
  CHECK_THROWS_AS(literal_eval(std::string(100000, '[')), Error);
}

}  // namespace coldread
