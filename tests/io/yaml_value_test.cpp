#include "io/yaml_value.h"

#include <doctest/doctest.h>

#include "io/json.h"
#include "support/error_of.h"

namespace coldread {
namespace {

constexpr const char* kText = R"(task: x  # a comment
doc_to_text: !function tools.text
until: ["\n", 'a: b', 3, 1.5, null, true]
description: |
  first
  second
nested: {a: {b: []}, c: {}}
repeats: 1
repeats: 2
)";

void check_same(const YamlNode& a, const YamlNode& b) {
  CHECK(a.kind == b.kind);
  CHECK(a.style == b.style);
  CHECK(a.tag == b.tag);
  CHECK(to_json(a.scalar) == to_json(b.scalar));
  CHECK(to_string(a.place()) == to_string(b.place()));
  CHECK(a.text_line == b.text_line);
  CHECK(a.text_column == b.text_column);
  CHECK(a.warnings == b.warnings);
  REQUIRE(a.items.size() == b.items.size());
  for (std::size_t i = 0; i < a.items.size(); ++i) check_same(a.items[i], b.items[i]);
  REQUIRE(a.members.size() == b.members.size());
  for (std::size_t i = 0; i < a.members.size(); ++i) {
    CHECK(a.members[i].key == b.members[i].key);
    CHECK(a.members[i].line == b.members[i].line);
    CHECK(a.members[i].column == b.members[i].column);
    check_same(a.members[i].value, b.members[i].value);
  }
}

TEST_CASE("a definition is kept with its tags, styles and places, of whichever file") {
  YamlNode node = parse_yaml(kText, "tasks/x.yaml");
  CHECK(node.warnings.size() == 1);
  node.members.push_back(parse_yaml("other: 1", "tasks/base.yaml").members.front());
  check_same(from_placed_value(parse_json(to_json(to_placed_value(node)), "test")), node);
}

TEST_CASE("what is no definition is an error") {
  for (const char* text :
       {"3", "{}", R"({"files": [], "root": {}})", R"({"files": [1], "root": {"at": [-1, 0, 0], "value": 1}})",
        R"({"files": [], "root": {"at": [0, 1, 1], "value": 1}})",
        R"({"files": [], "root": {"at": [-1, -7, 1], "value": 1}})",
        R"({"files": [], "root": {"at": [-1, 0, 0], "members": [["a", 1, 1]]}})",
        R"({"files": [], "root": {"at": [-1, 0, 0], "style": "odd", "value": 1}})"}) {
    CHECK(test::contains(test::error_of([&] { from_placed_value(parse_json(text, "test")); }), "a stored definition"));
  }
  std::string deep = R"({"at": [-1, 0, 0], "value": 1})";
  for (int i = 0; i < 140; ++i) deep = R"({"at": [-1, 0, 0], "items": [)" + deep + "]}";
  CHECK(test::contains(
      test::error_of([&] { from_placed_value(parse_json(R"({"files": [], "root": )" + deep + "}", "test")); }),
      "too deep"));
}

}  // namespace
}  // namespace coldread
