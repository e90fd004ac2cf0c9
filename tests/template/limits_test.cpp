#include <chrono>
#include <doctest/doctest.h>
#include <thread>
#include <vector>

#include "template/rendered.h"

namespace coldread {

TEST_CASE("errors count lines and columns from the place given") {
  const Place place{.file = "tasks/a.yaml", .line = 10, .column = 15};
  CHECK(failure("{{ x }}", "{}", place) == "tasks/a.yaml:10:18: 'x' is undefined");
  CHECK(failure("é\n  {{ d.y }}", R"({"d": {}})", place) == "tasks/a.yaml:11:8: 'dict' has no attribute 'y'");
  CHECK(failure("a\r\n\r\n{{ 1 + }}", "{}", place) == "tasks/a.yaml:12:8: expected an expression, got '}}'");
}

TEST_CASE("a mistyped variable gets a suggestion") {
  CHECK(failure("{{ qestion }}", R"({"question": 1})") ==
        "template:1:4: 'qestion' is undefined; did you mean 'question'?");
}

TEST_CASE("syntax errors say what is missing and where it began") {
  CHECK(failure("{% if x %}a") == "template:1:4: 'if' is not closed: '{% endif %}' is missing");
  CHECK(failure("a {{ x") == "template:1:3: '{{' at 1:3 is not closed by '}}'");
  CHECK(failure("a\n{{x} b") == "template:2:4: '{{' at 2:1 is not closed by '}}'");
  CHECK(failure("{% if x } b") == "template:1:9: '{%' at 1:1 is not closed by '%}'");
  CHECK(failure("{{ x %}") == "template:1:7: '{{' at 1:1 is not closed by '}}'");
  CHECK(failure("{% for x in l %}{% endif %}") ==
        "template:1:20: 'endif' does not fit here: the innermost open block is 'for'");
  CHECK(failure("{% fro x in l %}") == "template:1:4: unknown tag 'fro'; did you mean 'for'?");
  CHECK(failure("{{ (1]}}") == "template:1:6: unexpected ']', expected ')'");
  CHECK(failure("{# x") == "template:1:1: the comment is not closed: '#}' is missing");
  CHECK(failure("{% include 'a' %}") == "template:1:4: 'include' is not available: a template stands alone");
  CHECK(failure("{{ 'a }}") == "template:1:4: the string is not closed");
}

TEST_CASE("nothing behind a value can be reached") {
  for (const char* source : {"{{ ''.__class__ }}", "{{ x|attr('__class__') }}", "{{ x['__class__'] }}",
                             "{{ range.__self__ }}", "{{ '{0.__class__}'.format(x) }}", "{{ self.__init__ }}",
                             "{{ namespace().__dict__ }}", "{{ [].__len__() }}", "{{ loop.__class__ }}"}) {
    CHECK_MESSAGE(!failure(source, R"({"x": "a"})").empty(), source);
  }
}

TEST_CASE("steps, output, texts, sequences and depth are capped in bounded time") {
  const auto start = std::chrono::steady_clock::now();
  for (const char* source :
       {"{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}", "{{ 'a' * 10 ** 12 }}",
        "{{ [0] * 10 ** 12 }}", "{{ range(10 ** 12) }}", "{{ '%0999999999d' % 1 }}",
        "{{ '{:999999999999}'.format(1) }}", "{{ 'a'|center(10 ** 11) }}", "{{ 'a'.zfill(10 ** 15) }}",
        "{{ [1]|batch(10 ** 15, 1)|list }}", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% set l = [] %}{% set _ = l.append(l) %}{{ l }}",
        "{% set l = [1] %}{% for x in l %}{% set _ = l.append(x) %}{% endfor %}",
        "{% set n = namespace(l=[1]) %}{% for i in range(99) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l }}",
        "{% set n = namespace(s='a') %}{% for i in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
        "{% set s = 'x' * 9999999 %}{% for i in range(99999) %}{{ s.strip('y')|length }}{% endfor %}",
        "{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'|regex_replace('(a+)+$', 'x') }}",
        "{{ ('a' * 999999)|regex_replace('a', 'b' * 999999) }}"}) {
    CHECK_MESSAGE(!failure(source).empty(), source);
  }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
}

TEST_CASE("deeply nested templates are refused before they can overflow the stack") {
  const auto nested = [](std::string open, int times, std::string middle, std::string close) {
    std::string text = "{{ ";
    for (int i = 0; i < times; ++i) text += open;
    text += middle;
    for (int i = 0; i < times; ++i) text += close;
    return text + " }}";
  };
  CHECK(failure(nested("(", 20000, "1", ")")).find("nested deeper than 100 levels") != std::string::npos);
  CHECK(failure(nested("not ", 20000, "1", "")).find("nested deeper than 100 levels") != std::string::npos);
  CHECK(failure(nested("", 20000, "x", ".a")).find("chain of more than 800 links") != std::string::npos);
  CHECK(failure(nested("", 20000, "1", "+1")).find("chain of more than 800 links") != std::string::npos);
  CHECK(rendered(nested("[", 90, "", "]")).size() == 180);
}

TEST_CASE("a template's own limits hold") {
  const TemplateLimits small{.steps = 50, .output_bytes = 20, .depth = 5};
  CHECK(failure("{% for i in range(40) %}{{ i }}{% endfor %}", "{}", {}, small).find("50 steps") != std::string::npos);
  CHECK(failure("{{ 'aaaaaaaaaaa' }}{{ 'aaaaaaaaaaa' }}", "{}", {}, small) ==
        "template:1:23: the output is over the limit of 20 bytes");
  CHECK(failure("{{ ((((((1)))))) }}", "{}", {}, small).find("deeper than 5") != std::string::npos);
}

TEST_CASE("one compiled template renders in several threads at once") {
  const Template shared(
      "{% for c in choices %}{{ 'ABCDé'[loop.index0] }}. {{ c|upper }}\n{% endfor %}{{ q|regex_replace('a', 'b') }}");
  const Value context = parse_json(R"({"choices": ["x", "ÿ"], "q": "aa"})", "context");
  std::vector<std::string> texts(4);
  std::vector<std::thread> threads;
  for (std::string& text : texts) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) text = shared.render(context);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& text : texts) CHECK(text == "A. X\nB. Ÿ\nbb");
}

TEST_CASE("source gives the template back as it was") {
  CHECK(Template("a\r\n{{ 1 }}").source() == "a\r\n{{ 1 }}");
}

}  // namespace coldread
