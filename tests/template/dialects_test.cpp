#include <doctest/doctest.h>
#include <fstream>
#include <string>

#include "base/error.h"
#include "io/json.h"
#include "support/source_dir.h"
#include "template/rendered.h"

namespace coldread {
namespace {

/// The message of the error that a chat template ends with; "" where there is none.
std::string chat_failure(const std::string& source, const std::string& context = "{}") {
  try {
    rendered(source, context, TemplateDialect::chat);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

std::string chat(const std::string& source, const std::string& context = "{}") {
  return rendered(source, context, TemplateDialect::chat);
}

}  // namespace

TEST_CASE("Jinja's answers in either dialect: undefined values, the sandbox, escaped strings, macros, format fields") {
  std::ifstream file(source_dir().string() + "/tests/reference/jinja/dialects.jsonl");
  REQUIRE(file.good());
  int cases = 0;
  for (std::string line; std::getline(file, line); ++cases) {
    const Value one = parse_json(line, "dialects.jsonl");
    const bool is_chat = one.find("dialect")->as_string() == "chat";
    std::string text = "an error";
    try {
      const Template compiled(one.find("template")->as_string(), {}, {},
                              is_chat ? TemplateDialect::chat : TemplateDialect::task);
      text = "text: " + compiled.render(*one.find("context"));
    } catch (const Error&) {
    }
    const Value* expected = one.find("expected");
    CHECK_MESSAGE(text == (expected == nullptr ? "an error" : "text: " + expected->as_string()), line);
  }
  CHECK(cases > 500);
}

TEST_CASE("a chat template cannot change lists and dicts, however it reaches the method") {
  const std::string context = R"({"l": [3], "d": {"k": 1}})";
  for (const char* source : {"{% set _ = l.append(1) %}", "{{ l['pop']() }}", "{{ (l|attr('clear'))() }}",
                             "{% set f = l.sort %}{{ f() }}", "{{ d.update({}) }}", "{{ [].extend([1]) }}"}) {
    CHECK_MESSAGE(
        chat_failure(source, context).find("is refused: chat templates run in a sandbox") != std::string::npos, source);
  }
  CHECK(chat("{{ l.append is defined }}{{ l.index(3) }}{{ d.get('k') }}", context) == "False01");
  CHECK(rendered("{% set _ = l.append(1) %}{{ l }}", context) == "[3, 1]");
}

TEST_CASE("a range of a chat template has at most 100,000 elements") {
  CHECK(chat("{{ range(100000)|length }}") == "100000");
  CHECK(chat_failure("{{ range(100001)|length }}").find("is over the limit of 100000") != std::string::npos);
  CHECK(rendered("{{ range(100001)|length }}") == "100001");
}

TEST_CASE("strftime_now writes the date that is given") {
  CHECK(chat("{{ strftime_now('%d %B %Y') }}") == "01 January 2026");
  const Template today("{{ strftime_now('%A') }}", {}, {}, TemplateDialect::chat);
  CHECK(today.render(Dict{}, {.year = 2024, .month = 2, .day = 29}) == "Thursday");
  CHECK(chat_failure("{{ strftime_now('%9999d') }}").find("longer than 4096 bytes") != std::string::npos);
  CHECK(failure("{{ strftime_now('%Y') }}") == "template:1:4: 'strftime_now' is undefined");
}

TEST_CASE("a parameter 'caller' without default is refused where the macro calls it") {
  CHECK(failure("{% macro x(caller) %}{{ caller() }}{% endmacro %}") ==
        "template:1:4: the parameter 'caller' needs a default, or must be left out: a call block gives it");
  CHECK(rendered("{% macro x(caller=none) %}[{{ caller() if caller }}]{% endmacro %}{{ x() }}"
                 "{% call x() %}c{% endcall %}") == "[][c]");
}

}  // namespace coldread
