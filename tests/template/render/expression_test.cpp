#include <doctest/doctest.h>

#include "template/rendered.h"

namespace coldread {

TEST_CASE("arithmetic follows Python: floor division and modulo take the divisor's sign") {
  CHECK(rendered("{{ -7 // 2 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ 7 / 2 }} {{ 8 / 2 }}") == "-4 2 -2 3.5 4.0");
  CHECK(rendered("{{ -7.5 % 2 }} {{ 7.5 // -2 }} {{ 3 % 0.1 }}") == "0.5 -4.0 0.09999999999999984");
}

TEST_CASE("powers associate to the left and unary minus binds tighter, as in Jinja") {
  CHECK(rendered("{{ 2 ** 3 ** 2 }} {{ -2 ** 2 }} {{ 2 ** -1 }}") == "64 4 0.5");
}

TEST_CASE("the quotient of large integers is rounded once") {
  CHECK(rendered("{{ 9007199254740993 / 3 }} {{ 9223372036854775807 / 10 }}") ==
        "3002399751580331.0 9.223372036854776e+17");
  CHECK(rendered("{{ 9223372036854775807 / 9007199254740993 }} {{ 9007199254740997 / 9007199254740993 }}") ==
        "1023.9999999999999 1.0000000000000004");
}

TEST_CASE("an integer beyond 64 bits is an error, not a wrong number") {
  CHECK(failure("{{ 9223372036854775807 + 1 }}") == "template:1:24: the integer result is beyond 64 bits");
  CHECK(failure("{{ 10 ** 10 ** 10 }}").find("beyond 64 bits") != std::string::npos);
  CHECK(failure("{{ 99999999999999999999 }}").find("beyond 64 bits") != std::string::npos);
  CHECK(failure("{{ -(-9223372036854775807 - 1) }}").find("beyond 64 bits") != std::string::npos);
  CHECK(rendered("{{ -9223372036854775807 - 1 }}") == "-9223372036854775808");
}

TEST_CASE("comparisons chain, and integers compare with floats exactly") {
  CHECK(rendered("{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 9007199254740993 == 9007199254740992.0 }}") == "True False False");
}

TEST_CASE("and, or give back the operand that decides") {
  CHECK(rendered("{{ 0 or 'x' }} {{ 1 and [] }} {{ '' or none }} {{ not 1 }}") == "x [] None False");
}

TEST_CASE("the tilde joins texts and binds tighter than plus") {
  CHECK(rendered("{{ 1 ~ none ~ 2.5 }}") == "1None2.5");
  CHECK(failure("{{ 1 ~ 2 + 3 }}") == "template:1:10: unsupported operand type(s) for +: 'str' and 'int'");
}

TEST_CASE("strings are indexed and sliced by code point") {
  const std::string context = R"({"u": "日本語 text"})";
  CHECK(rendered("{{ u[0] }}{{ u[-1] }}{{ u[1:3] }}|{{ u[::-2] }}|{{ u|length }}", context) == "日t本語|te 本|8");
}

TEST_CASE("slices take negative bounds and steps on lists, tuples and ranges") {
  CHECK(rendered("{{ [1,2,3,4][-3:-1] }} {{ [1,2,3,4][::-1] }} {{ (1,2,3)[1:] }} {{ range(10)[8:2:-3]|list }}") ==
        "[2, 3] [4, 3, 2, 1] (2, 3) [8, 5]");
  CHECK(failure("{{ [1][::0] }}") == "template:1:8: slice step cannot be zero");
}

TEST_CASE("a dotted name is a method first and an entry second; a subscript the other way round") {
  CHECK(rendered("{{ d['items'] }} {{ d.items()|length }} {{ d.text }}", R"({"d": {"items": 1, "text": "t"}})") ==
        "1 2 t");
}

TEST_CASE("dict keys of equal value are one key across int, float and bool") {
  CHECK(rendered("{{ {1: 'a', 1.0: 'b', true: 'c'} }} {{ {(1, 2): 3}[1, 2] }}") == "{1: 'c'} 3");
}

TEST_CASE("a call takes keywords, a spread list and a spread dict") {
  CHECK(rendered("{{ '{}-{}-{x}'.format(*[1, 2], **{'x': 3}) }} {{ dict(a=1, **{'b': 2}) }}") ==
        "1-2-3 {'a': 1, 'b': 2}");
}

TEST_CASE("an inline if without else gives an undefined value that prints nothing") {
  CHECK(rendered("[{{ 'x' if false }}] {{ ('x' if false) is defined }}") == "[] False");
}

TEST_CASE("undefined values can be tested, defaulted and passed on, and nothing else") {
  CHECK(rendered("{{ a is defined }} {{ a|default('d') }} {% set b = a %}{{ b is undefined }} {{ [a] }}") ==
        "False d True [Undefined]");
  for (const char* source : {"{{ a }}", "{{ a == 1 }}", "{{ not a }}", "{{ a or 1 }}", "{{ a ~ '' }}", "{{ 1 in a }}",
                             "{% for x in a %}{% endfor %}", "{% if a %}{% endif %}", "{{ a|length }}"}) {
    CHECK_MESSAGE(failure(source).find("'a' is undefined") != std::string::npos, source);
  }
}

TEST_CASE("literals know Python's bases, underscores and escapes") {
  CHECK(rendered("{{ 0x1F }} {{ 0b11 }} {{ 0o17 }} {{ 1_000 }} {{ 1e3 }} {{ 1_0.5 }}") == "31 3 15 1000 1000.0 10.5");
  CHECK(rendered(R"({{ 'a\x41\u00e9\t\'' "b" }})") == "aAé\t'b");
}

TEST_CASE("the % operator formats as Python's does") {
  CHECK(rendered("{{ '%s|%05.1f|%-4d|%+d|%x|%r|%%' % ('a', 2.25, 7, 7, 255, 'q') }}") == "a|002.2|7   |+7|ff|'q'|%");
  CHECK(rendered("{{ '%(a)s' % {'a': none} }} {{ '%.0f' % 0.5 }} {{ '%g' % 1e20 }}") == "None 0 1e+20");
  CHECK(failure("{{ '%d' % 'a' }}") == "template:1:9: %d format: a number is required, not str");
}

TEST_CASE("str.format knows alignment, grouping, precision and nested widths") {
  CHECK(rendered(
            "{{ '{:>4}|{:*^5}|{:,}|{:.2%}|{:08.3f}|{:{w}}|'.format('a', 'b', 1234567, 0.125, -3.14159, 'c', w=3) }}") ==
        "   a|**b**|1,234,567|12.50%|-003.142|c  |");
  CHECK(rendered("{{ '{0[1]}{x[k]}{{}}'.format([1, 2], x={'k': 'v'}) }}") == "2v{}");
  CHECK(failure("{{ '{0[keys]}'.format({}) }}") == "template:1:16: 'dict' has no attribute 'keys'");
}

}  // namespace coldread
