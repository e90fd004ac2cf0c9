#include <doctest/doctest.h>

#include "template/rendered.h"

namespace coldread {

TEST_CASE("text without markup and its last line break stay as they are") {
  CHECK(rendered("plain } % # {text}\n") == "plain } % # {text}\n");
  CHECK(rendered("a\r\nb\rc") == "a\nb\nc");
}

TEST_CASE("minus strips white space on its side of a tag, plus keeps it") {
  CHECK(rendered("a \n {%- if true -%} \n b {%+ endif +%} c {{- 1 -}} d{#- x -#} e") == "ab  c1de");
}

TEST_CASE("raw blocks and comments are not read") {
  CHECK(rendered("{% raw %}{{ x }}{% if %}{% endraw %}{# {{ y }} {% z %} #}!") == "{{ x }}{% if %}!");
}

TEST_CASE("a loop knows its position, neighbours and length") {
  CHECK(rendered("{% for x in l %}{{ loop.index }}/{{ loop.length }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}"
                 "{{ loop.previtem|d('^') }}{{ loop.nextitem|d('$') }};{% endfor %}",
                 R"({"l": ["a", "b"]})") == "1/21TrueFalse^b;2/20FalseTruea$;");
  CHECK(rendered("{% for x in [1, 1, 2] %}{{ loop.cycle('a', 'b') }}{{ loop.changed(x) }} {% endfor %}") ==
        "aTrue bFalse aTrue ");
}

TEST_CASE("a loop's condition counts before the loop does, and else is for no turn at all") {
  CHECK(rendered("{% for x in [1,2,3,4] if x is even %}{{ loop.index }}/{{ loop.length }}:{{ x }} {% endfor %}") ==
        "1/2:2 2/2:4 ");
  CHECK(rendered("{% for x in [1] if x > 1 %}a{% else %}none{% endfor %}") == "none");
}

TEST_CASE("loops unpack tuples, and a wrong number of parts is placed at the target") {
  CHECK(rendered("{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}") == "123");
  CHECK(failure("{% for a, b in [(1, 2, 3)] %}{% endfor %}") == "template:1:8: cannot unpack 3 values into 2 names");
}

TEST_CASE("a recursive loop calls itself with deeper items") {
  CHECK(rendered("{% for x in [1, [2, [3]]] recursive %}{% if x is iterable %}({{ loop(x) }}){% else %}"
                 "{{ loop.depth }}:{{ x }} {% endif %}{% endfor %}") == "1:1 (2:2 (3:3 ))");
}

TEST_CASE("set in a loop ends with the turn; a namespace lasts") {
  CHECK(rendered("{% set t = 0 %}{% for x in [1, 2] %}{% set t = t + x %}{{ t }}{% endfor %}{{ t }}") == "120");
  CHECK(rendered("{% set ns = namespace(t=0) %}{% for x in [1, 2] %}{% set ns.t = ns.t + x %}{% endfor %}{{ ns.t }}") ==
        "3");
}

TEST_CASE("if and its branches share the names around them, with has its own") {
  CHECK(
      rendered(
          "{% if true %}{% set x = 1 %}{% endif %}{{ x }}{% with x = 2, y = x %}{{ x }}{{ y }}{% endwith %}{{ x }}") ==
      "1211");
}

TEST_CASE("set captures a block, filtered if asked") {
  CHECK(
      rendered("{% set x %}a{{ 1 }}{% endset %}{% set y | upper | replace('A', 'b') %}za{% endset %}{{ x }}{{ y }}") ==
      "a1Zb");
}

TEST_CASE("lists and dicts made in a template can be changed in place") {
  CHECK(rendered("{% set l = [] %}{% for x in [1, 2] %}{% set _ = l.append(x) %}{% endfor %}{{ l }}"
                 "{% set d = {} %}{% set _ = d.update(a=1) %}{{ d }}") == "[1, 2]{'a': 1}");
}

TEST_CASE("a render leaves the caller's context as it was") {
  const Value context = parse_json(R"({"l": [1]})", "context");
  const Template changing("{% set _ = l.append(2) %}{{ l }}");
  CHECK(changing.render(context) == "[1, 2]");
  CHECK(changing.render(context) == "[1, 2]");
}

TEST_CASE("macros take defaults, keywords, and what is left over") {
  CHECK(rendered("{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }} {{ m(b=5, a=4) }}") ==
        "121 454");
  CHECK(rendered("{% macro m(a) %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, x=3) }}") == "(2,){'x': 3}");
  CHECK(failure("{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}") == "template:1:20: parameter 'a' was not provided");
  CHECK(failure("{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}") ==
        "template:1:34: macro 'm' takes not more than 1 arguments");
}

TEST_CASE("a macro sees the names of the place where it was written") {
  CHECK(rendered("{% macro m() %}{{ x is defined }}{% endmacro %}{% for x in [1] %}{{ m() }}{% endfor %}") == "False");
  CHECK(rendered("{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}B{% endmacro %}{{ a() }}") == "B");
}

TEST_CASE("a call block hands its body to the macro") {
  CHECK(rendered("{% macro each(l) %}{% for x in l %}{{ caller(x) }};{% endfor %}{% endmacro %}"
                 "{% call(x) each([1, 2]) %}<{{ x }}>{% endcall %}") == "<1>;<2>;");
}

TEST_CASE("filter blocks, print, named blocks and self work") {
  CHECK(rendered(
            "{% filter upper %}a{{ 'b' }}{% endfilter %}{% print 1, 2 %}{% block t %}x{% endblock %}{{ self.t() }}") ==
        "AB12xx");
}

TEST_CASE("chat templates print nothing for undefined values and drop the white space around blocks") {
  const std::string context = R"({"messages": [{"role": "user", "content": " hi "}], "add_generation_prompt": true})";
  const char* source =
      "{% for m in messages %}\n"
      "    {% if loop.first and m['role'] != 'system' %}\n"
      "{{ '<|system|>\\nBe kind.\\n' }}\n"
      "    {% endif %}\n"
      "{{ '<|' + m['role'] + '|>' + m.content | trim + bos_token }}\n"
      "{% endfor %}\n"
      "{% if add_generation_prompt %}\n"
      "{{ '<|assistant|>' }}\n"
      "{% endif %}\n";
  CHECK(rendered(source, R"({"messages": [{"role": "user", "content": " hi "}], "add_generation_prompt": true,
                             "bos_token": "<s>"})",
                 TemplateDialect::chat) == "<|system|>\nBe kind.\n\n<|user|>hi<s>\n<|assistant|>\n");
  CHECK(rendered("{{ tools }}|{{ tools is none }}|{% if tools %}t{% endif %}", context, TemplateDialect::chat) ==
        "|False|");
}

TEST_CASE("chat templates break and continue, write plain JSON and raise exceptions") {
  CHECK(rendered("{% for i in range(9) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}"
                 "{{ i }}{% endfor %}",
                 "{}", TemplateDialect::chat) == "02");
  CHECK(rendered("{{ {'b': 'é<', 'a': [1]} | tojson }}", "{}", TemplateDialect::chat) == R"({"b": "é<", "a": [1]})");
  CHECK(rendered("{% generation %}x{% endgeneration %}", "{}", TemplateDialect::chat) == "x");
  CHECK_THROWS_WITH_AS(rendered("{{ raise_exception('roles must alternate') }}", "{}", TemplateDialect::chat),
                       "template:1:4: roles must alternate", Error);
  CHECK(failure("{% for i in [1] %}{% break %}{% endfor %}").find("'break' is not available") != std::string::npos);
}

}  // namespace coldread
