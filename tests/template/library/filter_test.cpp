#include <doctest/doctest.h>

#include "template/rendered.h"

namespace coldread {

TEST_CASE("text filters change case, trim, replace and count") {
  CHECK(rendered("{{ 'aB'|upper }}{{ 'aB'|lower }}{{ 'hELLO you'|capitalize }}{{ \"it's a-b (c\"|title }}") ==
        "ABabHello youIt's A-B (C");
  CHECK(rendered("[{{ ' x '|trim }}][{{ 'xxaxx'|trim('x') }}]{{ 'aaa'|replace('a', 'b', 2) }}{{ 5|replace(5, 6) }}") ==
        "[x][a]bba6");
  CHECK(rendered("{{ 'a_b c-d é'|wordcount }} {{ 'ab'|center(5) }}|{{ '%s=%d'|format('a', 1) }}") == "4   ab |a=1");
}

TEST_CASE("layout filters indent, truncate and wrap") {
  CHECK(rendered("{{ 'a\\n\\nb'|indent(2) }}|{{ 'a\\nb'|indent('> ', first=true) }}") == "a\n\n  b|> a\n> b");
  CHECK(rendered("{{ 'one two three four'|truncate(9) }}|{{ 'one two three four'|truncate(9, true) }}|{{ "
                 "'short'|truncate(5) }}") == "one...|one tw...|short");
  CHECK(rendered("{{ [1, 2]|truncate(5) }}|{{ range(3)|truncate(6) }}") == "[1, 2]|range(0, 3)");
  CHECK(rendered("{{ 'a well-known fact--or not'|wordwrap(7) }}") == "a well-\nknown\nfact--\nor not");
  CHECK(rendered("{{ 'abcdefgh ij'|wordwrap(3) }}|{{ 'abcdefgh ij'|wordwrap(3, false) }}") ==
        "abc\ndef\ngh\nij|abcdefgh\nij");
}

TEST_CASE("number filters convert and round as Python does") {
  CHECK(rendered("{{ '42'|int }} {{ ' 7.9 '|int }} {{ 'x'|int(5) }} {{ '0x1A'|int(0, 16) }} {{ '１２'|int }}") ==
        "42 7 5 26 12");
  CHECK(rendered("{{ '1e3'|float }} {{ 'x'|float(2.5) }} {{ '-inf'|float }}") == "1000.0 2.5 -inf");
  CHECK(rendered("{{ 2.5|round }} {{ 2.675|round(2) }} {{ 1250|round(-2) }} {{ 2.1|round(0, 'ceil') }} {{ "
                 "1250.0|round(-2) }}") == "2.0 2.67 1200 3.0 1200.0");
  CHECK(rendered("{{ -3|abs }} {{ 123456789|filesizeformat }} {{ 2048|filesizeformat(true) }}") ==
        "3 123.5 MB 2.0 KiB");
}

TEST_CASE("sequence filters join, split up, sum and reverse") {
  CHECK(rendered("{{ [1, none]|join('-') }} {{ rows|join(',', attribute='n') }}",
                 R"({"rows": [{"n": 1}, {"n": 2}]})") == "1-None 1,2");
  CHECK(rendered("{{ [1,2,3]|batch(2, 0)|list }} {{ range(5)|slice(2)|list }}") ==
        "[[1, 2], [3, 0]] [[0, 1, 2], [3, 4]]");
  CHECK(
      rendered(
          "{{ [1,2]|sum(start=10) }} {{ [1,2]|reverse|list }} {{ 'abc'|reverse }} {{ [3,1]|first }}{{ [3,1]|last }}") ==
      "13 [2, 1] cba 31");
}

TEST_CASE("selection filters are lazy and one-pass like Python's generators") {
  CHECK(rendered("{{ ['a', '']|map('upper')|list }} {{ [1,2,3]|select('odd')|list }} {{ [0,1]|reject|list }}") ==
        "['A', ''] [1, 3] [0]");
  CHECK(rendered("{{ [1,'a']|map('abs')|first }} {{ [1]|map('nosuch') is defined }}") == "1 True");
  CHECK(rendered("{% set g = [1,2]|select %}{{ g|list }}{{ g|list }}") == "[1, 2][]");
  CHECK(failure("{{ [1]|map('abs') }}") == "template:1:8: a generator has no text; put |list after it");
}

TEST_CASE("attributes are paths with dots and indices") {
  const std::string context = R"({"rows": [{"n": {"k": [5, 6]}, "t": "b"}, {"n": {"k": [1]}, "t": "A"}]})";
  CHECK(rendered("{{ rows|map(attribute='n.k.0')|list }} {{ rows|map(attribute='n.k.1', default='-')|list }}",
                 context) == "[5, 1] [6, '-']");
  CHECK(rendered("{{ rows|sort(attribute='t')|map(attribute='t')|join }} {{ (rows|max(attribute='t')).t }}", context) ==
        "Ab b");
  CHECK(rendered("{{ rows|selectattr('t', 'eq', 'A')|map(attribute='n')|list }}", context) == "[{'k': [1]}]");
}

TEST_CASE("ordering filters ignore case unless told, and are stable") {
  CHECK(rendered("{{ ['b','A','a','B']|sort }} {{ ['b','A']|sort(case_sensitive=true, reverse=true) }}") ==
        "['A', 'a', 'b', 'B'] ['b', 'A']");
  CHECK(rendered("{{ ['a','A','b']|unique|list }} {{ ['b','A']|min }} {{ []|max is defined }}") ==
        "['a', 'b'] A False");
  CHECK(rendered("{{ {'b': 1, 'a': 2}|dictsort }} {{ {'b': 1, 'a': 2}|dictsort(by='value', reverse=true) }}") ==
        "[('a', 2), ('b', 1)] [('a', 2), ('b', 1)]");
  CHECK(rendered("{% for g in [{'k': 'x', 'v': 1}, {'k': 'y', 'v': 2}, {'k': 'X', 'v': 3}]|groupby('k') %}"
                 "{{ g.grouper }}{{ g.list|map(attribute='v')|list }}{% endfor %}") == "x[1, 3]y[2]");
  CHECK(failure("{{ [1, 'a']|sort }}").find("not supported between instances of") != std::string::npos);
}

TEST_CASE("markup filters escape once, and plus escapes what joins markup") {
  CHECK(rendered("{{ '<'|e|e }} {{ ('<'|e) + '>' }} {{ '<'|safe ~ '>' }} {{ '<b>x</b>  &amp;'|striptags }}") ==
        "&lt; &lt;&gt; <> x &");
  CHECK(rendered("{{ 'a b/é?'|urlencode }} {{ {'k v': '/'}|urlencode }} {{ {'a': 1, 'b': none}|xmlattr }}") ==
        "a%20b/%C3%A9%3F k+v=%2F  a=\"1\"");
}

TEST_CASE("tojson sorts keys and escapes for HTML in task templates") {
  CHECK(rendered("{{ {'b': \"<'&>\", 'a': [true, none, 1.5]}|tojson }}") ==
        R"({"a": [true, null, 1.5], "b": "\u003c\u0027\u0026\u003e"})");
  CHECK(rendered("{{ [1, {'a': []}]|tojson(indent=1) }}") == "[\n 1,\n {\n  \"a\": []\n }\n]");
}

TEST_CASE("regex_replace takes Python's patterns and replacement references") {
  CHECK(rendered(R"({{ 'ab cd'|regex_replace('(\\w)(\\w)', '\\2\\1') }} {{ 'aaa'|regex_replace('a', 'b', 2) }})") ==
        "ba dc bba");
  CHECK(failure("{{ 'a'|regex_replace('[', '') }}").find("template:1:8: ") == 0);
}

TEST_CASE("default replaces undefined, and false values too if asked") {
  CHECK(rendered("{{ a|d('x') }}{{ ''|d('y') }}{{ ''|d('z', true) }}{{ none|default(boolean=true) }}") == "xz");
}

TEST_CASE("tests tell types, numbers and relations") {
  CHECK(
      rendered("{{ 1 is integer }}{{ true is integer }}{{ true is number }}{{ 1.0 is float }}{{ 'a' is sequence }}") ==
      "TrueFalseTrueTrueTrue");
  CHECK(rendered("{{ 3 is odd }}{{ 9 is divisibleby 3 }}{{ 1 is in [1] }}{{ 5 is not lt 3 }}{{ range is callable }}") ==
        "TrueTrueTrueTrueTrue");
  CHECK(rendered("{{ none is none }}{{ {} is mapping }}{{ 'A' is upper }}{{ 'map' is filter }}{{ 'odd' is test }}") ==
        "TrueTrueTrueTrueTrue");
}

TEST_CASE("a filter or test that does not exist is found while compiling, with a suggestion") {
  CHECK(failure("{{ 'a'|uper }}") == "template:1:8: no filter named 'uper'; did you mean 'upper'?");
  CHECK(failure("{{ 'a' is strin }}") == "template:1:11: no test named 'strin'; did you mean 'string'?");
  CHECK(rendered("{% if false %}{{ 'a'|nosuch }}{% endif %}{{ 1 if true else 2|nosuch }}") == "1");
}

}  // namespace coldread
