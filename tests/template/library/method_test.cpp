#include <doctest/doctest.h>

#include "template/rendered.h"

namespace coldread {

TEST_CASE("split and rsplit take separators, limits and white space") {
  CHECK(rendered("{{ ' a\\tb \\n c '.split() }} {{ ' a  b '.split(' ') }} {{ 'a b c'.split(none, 1) }}") ==
        "['a', 'b', 'c'] ['', 'a', '', 'b', ''] ['a', 'b c']");
  CHECK(rendered("{{ 'a-b-c'.rsplit('-', 1) }} {{ ' a b c '.rsplit(maxsplit=1) }} {{ ''.split(',') }}") ==
        "['a-b', 'c'] [' a b', 'c'] ['']");
}

TEST_CASE("searching counts characters, from either end and within bounds") {
  CHECK(rendered("{{ u.find('t') }}{{ u.rfind('t') }}{{ u.find('x') }}{{ u.count('t') }}{{ u.find('日', 1) }}",
                 R"({"u": "日本tt"})") == "23-12-1");
  CHECK(rendered("{{ 'abc'.startswith(('x', 'a')) }}{{ 'abc'.endswith('b', 0, 2) }}{{ 'abc'.index('c') }}") ==
        "TrueTrue2");
  CHECK(failure("{{ 'abc'.index('z') }}") == "template:1:10: substring not found");
}

TEST_CASE("a long text is searched in linear time") {
  CHECK(rendered("{% set t = 'ab' * 500000 %}{{ t.find('ab' * 200000 ~ 'c') }} {{ t.rfind('c' ~ 'ab' * 200000) }}") ==
        "-1 -1");
}

TEST_CASE("stripping, padding and case follow Python's rules for Unicode") {
  CHECK(rendered("{{ 'xyaxy'.strip('yx') }}{{ '7'.zfill(3) }}{{ '-7'.zfill(4) }}{{ 'a'.center(4, '*') }}{{ "
                 "'é'.ljust(2, '.') }}") == "a007-007*a**é.");
  CHECK(rendered("{{ 'ΑΣ'.lower() }} {{ 'straße'.upper() }} {{ 'ǆ'.title() }} {{ \"it's\".title() }} {{ "
                 "'ßA'.capitalize() }}") == "ας STRASSE ǅ It'S Ssa");
  CHECK(rendered(
            "{{ '²'.isdigit() }}{{ '²'.isdecimal() }}{{ '一'.isnumeric() }}{{ 'aB'.swapcase() }}{{ 'ﬁ'.upper() }}") ==
        "TrueFalseTrueAbFI");
}

TEST_CASE("partition, splitlines, expandtabs, removeprefix and join work as in Python") {
  CHECK(rendered("{{ 'a=b=c'.partition('=') }}{{ 'a=b=c'.rpartition('=') }}") == "('a', '=', 'b=c')('a=b', '=', 'c')");
  CHECK(rendered("{{ 'a\\nb\\r\\nc\\x0bd'.splitlines() }}{{ 'a\\n'.splitlines(true) }}") ==
        "['a', 'b', 'c', 'd']['a\\n']");
  CHECK(rendered("{{ 'a\\tb'.expandtabs(4) }}{{ 'abc'.removeprefix('a').removesuffix('c') }}{{ '-'.join('xyz') }}") ==
        "a   bbx-y-z");
  CHECK(failure("{{ ','.join([1]) }}") == "template:1:8: sequence item 0: expected str instance, int found");
}

TEST_CASE("lists and dicts have their methods") {
  CHECK(rendered("{% set l = [3, 1] %}{% set _ = l.extend([2]) %}{% set _ = l.sort() %}{{ l }}{{ l.pop(0) }}{{ "
                 "l.index(3) }}") == "[1, 2, 3]11");
  CHECK(
      rendered(
          "{% set d = {'a': 1} %}{{ d.get('x', 5) }}{{ d.setdefault('b', 2) }}{{ d.pop('a') }}{{ d.items()|list }}") ==
      "521[('b', 2)]");
  CHECK(rendered("{{ {'a': 1}.keys() }} {{ (1, 2, 1).count(1) }} {{ (5).bit_length() }} {{ 1.5.is_integer() }}") ==
        "dict_keys(['a']) 2 3 False");
}

TEST_CASE("wrong arguments name the method and the type") {
  CHECK(failure("{{ 'a'.split(1) }}") == "template:1:8: split() wants a string as argument 1, not 'int'");
  CHECK(failure("{{ 'a'.replace('b') }}") == "template:1:8: replace() misses its argument 'new'");
  CHECK(failure("{{ 'a'.strip(x='b') }}") == "template:1:8: strip() got an unexpected keyword argument 'x'");
  CHECK(failure("{{ 'a'.nosuch() }}") == "template:1:8: 'str' has no attribute 'nosuch'");
}

}  // namespace coldread
