#include "io/yaml.h"

#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <string>

#include "io/json.h"
#include "io/yaml_scalar.h"
#include "support/error_of.h"

using namespace coldread;
using test::contains;

namespace {

std::string json_of(std::string_view yaml) {
  return to_json(to_value(parse_yaml(yaml, "t.yaml")));
}

std::string error_of(std::string_view yaml) {
  try {
    parse_yaml(yaml, "t.yaml");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("plain scalars resolve as YAML 1.1 has it") {
  const std::array<std::pair<const char*, const char*>, 36> cases{{
      {"yes", "true"},
      {"Off", "false"},
      {"oN", "\"oN\""},
      {"y", "\"y\""},
      {"~", "null"},
      {"null", "null"},
      {"none", "\"none\""},
      {"", "null"},
      {"0", "0"},
      {"-7", "-7"},
      {"+12", "12"},
      {"1_000", "1000"},
      {"010", "8"},
      {"08", "\"08\""},
      {"0o10", "\"0o10\""},
      {"0x1F", "31"},
      {"0b101", "5"},
      {"1:30", "90"},
      {"-1:30:05", "-5405"},
      {"1:60", "\"1:60\""},
      {"1.5", "1.5"},
      {"1.", "1.0"},
      {".5", "0.5"},
      {"-.5", "\"-.5\""},
      {"1e-5", "\"1e-5\""},
      {"1.0e-5", "1e-05"},
      {"1.0e5", "\"1.0e5\""},
      {"1_0.5", "10.5"},
      {"1:30.5", "90.5"},
      {".inf", "Infinity"},
      {"-.INF", "-Infinity"},
      {".nan", "NaN"},
      {"1.2.3", "\"1.2.3\""},
      {"2024-01-02", "\"2024-01-02\""},
      {"9223372036854775807", "9223372036854775807"},
      {"9223372036854775808", "9.223372036854776e+18"},
  }};
  for (const auto& [text, expected] : cases) {
    CAPTURE(text);
    CHECK(to_json(resolve_yaml_scalar(text)) == expected);
  }
}

TEST_CASE("quoted and block scalars are text whatever they look like") {
  CHECK(json_of("a: '1'\nb: \"yes\"\nc: |\n  12\nd: >-\n  no\n") ==
        R"({"a": "1", "b": "yes", "c": "12\n", "d": "no"})");
}

TEST_CASE("quoted text folds its lines and knows every escape") {
  CHECK(parse_yaml("'a\n  b\n\n\n  '", "t").scalar.as_string() == "a b\n\n");
  CHECK(parse_yaml("'it''s'", "t").scalar.as_string() == "it's");
  CHECK(parse_yaml("\"a\\\n  b \\t\\x41\\u00e9\\U0001F600\\_\\N\\\"\"", "t").scalar.as_string() ==
        "ab \tA\u00e9\U0001F600\u00a0\u0085\"");
  CHECK(contains(error_of("\"\\q\""), "t.yaml:1:"));
  CHECK(contains(error_of("'open"), "t.yaml:1:"));
}

TEST_CASE("tags of YAML's name space convert, others stay with the node") {
  CHECK(json_of("a: !!str 1\nb: !!int '2'\nc: !!float 3") == R"({"a": "1", "b": 2, "c": 3.0})");
  const YamlNode root = parse_yaml("f: !function utils.process\n", "t.yaml");
  CHECK(root.find("f")->tag == "!function");
  CHECK(root.find("f")->scalar.as_string() == "utils.process");
  CHECK(kind_name(*root.find("f")) == "!function utils.process");
  CHECK_THROWS_WITH_AS(to_value(root), "t.yaml:1:4: a plain value is needed here, not !function utils.process", Error);
  CHECK(contains(error_of("a: !!int x"), "t.yaml:1:4: 'x' cannot be read as !!int"));
}

TEST_CASE("keys keep their order and their JSON spelling") {
  CHECK(json_of("b: 1\na: 2\n0: x\nyes: y\n") == R"({"b": 1, "a": 2, "0": "x", "true": "y"})");
}

TEST_CASE("of a key given twice the last value counts, in the first one's place, with a warning") {
  const YamlNode root = parse_yaml("task: a\nb: 1\ntask: {c: 1, c: 2, c: 3}\n", "t.yaml");
  CHECK(to_json(to_value(root)) == R"({"task": {"c": 3}, "b": 1})");
  REQUIRE(root.warnings.size() == 3);
  CHECK(root.warnings[0] == "t.yaml:3:1: the key 'task' stands twice, first on line 1; this one counts");
  CHECK(root.find_member("task")->line == 3);
  CHECK(json_of("yes: 1\ntrue: 2\n") == R"({"true": 2})");
  CHECK(parse_yaml("a: 1\nb: 2\n", "t.yaml").warnings.empty());
  CHECK_THROWS_WITH_AS(unique_keys(root), "t.yaml:3:1: the key 'task' stands twice, first on line 1", Error);
}

TEST_CASE("a tab, Latin-1 and UTF-16 are named with what to do") {
  CHECK(error_of("a:\n\tb: 1\n") == "t.yaml:2:1: not valid YAML: the line is indented with a tab; YAML wants spaces");
  CHECK(contains(error_of("a:\n  b: 1\n\tc: 2\n"), "t.yaml:3:"));
  CHECK(contains(error_of("a:\n  b: 1\n\tc: 2\n"), "a tab; YAML wants spaces"));
  CHECK(error_of("a: caf\xE9\n") == "t.yaml:1:7: not valid UTF-8; save the file as UTF-8");
  CHECK(error_of(std::string("\xFF\xFE"
                             "a\0:\0",
                             6)) == "t.yaml:1:1: the file is UTF-16; save the file as UTF-8");
}

TEST_CASE("aliases and merge keys expand, own keys win and merged keys come first") {
  CHECK(json_of("x: &a {p: 1, q: 2}\ny: *a\n") == R"({"x": {"p": 1, "q": 2}, "y": {"p": 1, "q": 2}})");
  CHECK(json_of("x: &a {p: 1, q: 2}\ny:\n  r: 3\n  <<: *a\n  q: 9\n") ==
        R"({"x": {"p": 1, "q": 2}, "y": {"p": 1, "q": 9, "r": 3}})");
  CHECK(json_of("a: &a {p: 1}\nb: &b {p: 2, q: 2}\nc:\n  <<: [*a, *b]\n") ==
        R"({"a": {"p": 1}, "b": {"p": 2, "q": 2}, "c": {"p": 1, "q": 2}})");
  CHECK(contains(error_of("a:\n  <<: 3\n"), "t.yaml:2:7: << takes a dict"));
}

TEST_CASE("limits stop deep nesting, many aliases and alias bombs") {
  CHECK(contains(error_of(std::string(100, '[')), "nested deeper than 64 levels"));
  std::string many = "a: &a 1\nb: [";
  for (int i = 0; i < 101; ++i) many += "*a, ";
  CHECK(contains(error_of(many + "]\n"), "more than 100 aliases"));
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 11; ++i) {
    const std::string previous = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 9; ++k) bomb += previous + ", ";
    bomb += "]\n";
  }
  CHECK(contains(error_of(bomb), "anchors and aliases expand to more than 50000 values"));
  CHECK(contains(error_of("a: &a [*a]\n"), "an alias inside the value it stands for"));
  CHECK(contains(error_of(std::string((1u << 20u) + 1, ' ')), "larger than 1048576 bytes"));
}

TEST_CASE("syntax errors carry file, line and column") {
  CHECK(contains(error_of("a: [1, 2\nb: 3\n"), "t.yaml:"));
  CHECK(contains(error_of("a: 1\n b: 2\n"), "t.yaml:2:"));
  CHECK(contains(error_of("a: *missing\n"), "t.yaml:1:4: not valid YAML"));
  CHECK(error_of("a: \x04 b\n") == "t.yaml:1:4: a control character; YAML wants it escaped in double quotes");
  CHECK(error_of("a: b\nc: \xFF\n") == "t.yaml:2:4: not valid UTF-8; save the file as UTF-8");
  CHECK(contains(error_of("a: 1\n---\nb: 2\n"), "more than one YAML document"));
  CHECK(contains(error_of("? [a, b]\n: 1\n"), "a key must be a plain value"));
}

TEST_CASE("empty text and comments alone are null") {
  CHECK(parse_yaml("", "t.yaml").is_null());
  CHECK(parse_yaml("# nothing\n", "t.yaml").is_null());
}

TEST_CASE("nodes know where they and their text stand") {
  const YamlNode root = parse_yaml("a: 'x y'\nb: |-\n\n   first\n   second\nc: \"p\\nq\"\nd:   plain\n", "t.yaml");
  const YamlNode& a = *root.find("a");
  CHECK(to_string(a.place()) == "t.yaml:1:4: ");
  CHECK(a.text_line == 1);
  CHECK(a.text_column == 5);
  CHECK(a.style == YamlNode::Style::quoted);
  const YamlNode& b = *root.find("b");
  CHECK(b.style == YamlNode::Style::literal);
  CHECK(b.text_line == 3);
  CHECK(b.text_column == 4);
  CHECK(root.find("c")->text_line == 0);
  CHECK(root.find("d")->text_column == 6);
  CHECK(root.find_member("d")->line == 7);
}

TEST_CASE("an unknown key is named with its place and the nearest known one") {
  const std::array<std::string, 2> known{"task", "metric_list"};
  const YamlNode root = parse_yaml("task: a\nmetrik_list: []\n", "t.yaml");
  CHECK_THROWS_WITH_AS(check_keys(root, known), "t.yaml:2:1: unknown key 'metrik_list'; did you mean 'metric_list'?",
                       Error);
}

TEST_CASE("a node that is read as another kind is refused with its place, its name and its kind") {
  const YamlNode root = parse_yaml("a: [x, 3]\nb: !function utils.f\nc: x\nd:\n", "t.yaml");
  const auto refusal = [&](const char* key) {
    return test::error_of([&] { named(*root.find(key), "'" + std::string(key) + "'").text(); });
  };
  CHECK(refusal("a") == "t.yaml:1:4: 'a' must be a string, not list");
  CHECK(refusal("b") == "t.yaml:2:4: 'b' must be a string, not !function utils.f");
  CHECK(refusal("c").empty());
  CHECK(contains(refusal("d"), "'d' must be a string, not null"));
  CHECK(texts_of(*root.find("c"), "'c'") == std::vector<std::string>{"x"});
  CHECK(test::error_of([&] { texts_of(*root.find("a"), "'a'"); }) ==
        "t.yaml:1:8: 'a' must be a string or a list of strings");
  CHECK(items_of(*root.find("a")).size() == 2);
}
