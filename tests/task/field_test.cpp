#include "task/field.h"

#include <doctest/doctest.h>
#include <string>

#include "base/error.h"
#include "io/json.h"
#include "support/error_of.h"

using namespace coldread;
using test::contains;
using test::error_of;

namespace {

const std::string kName = "t";
const std::string kSplit = "test";

Document document(std::string_view json) {
  return {.id = 17, .fields = parse_json(json, "row")};
}

struct Fixture {
  YamlNode root;
  Document row;
  std::vector<std::string> columns;

  Fixture(const std::string& yaml, std::string_view json)
      : root(parse_yaml("f: " + yaml, "t.yaml")), row(document(json)) {
    for (const auto& [name, value] : row.fields.as_dict()) columns.push_back(name);
  }
  Field field() const { return Field("doc_to_target", *root.find("f"), columns); }
  RowPlace place() const { return {kName, kSplit, row}; }
  std::string text(bool choices = true) const { return to_json(evaluate_text(field(), choices, place())); }
  std::string target(bool choices = true) const { return to_json(evaluate_target(field(), choices, place())); }
  std::string choices() const {
    List list;
    for (const std::string& one : evaluate_choices(field(), place())) list.emplace_back(one);
    return to_json(list);
  }
};

}  // namespace

TEST_CASE("a field is a column, a template or a plain value") {
  const char* row = R"({"a": [1, 2], "b": "x"})";
  CHECK(Fixture("a", row).target() == "[1, 2]");
  CHECK(Fixture("'{{b}}!'", row).target() == "\"x!\"");
  CHECK(Fixture("plain", row).target() == "\"plain\"");
  CHECK(Fixture("3", row).target() == "3");
  CHECK(Fixture("[p, q]", row).target() == R"(["p", "q"])");
  CHECK(Fixture("''", row).text() == "\"\"");
}

TEST_CASE("rendered digits are an index where the task has choices") {
  const char* row = R"({"n": 4, "s": "4"})";
  CHECK(Fixture("'{{n}}'", row).target() == "4");
  CHECK(Fixture("'{{n}}'", row).target(false) == "\"4\"");
  CHECK(Fixture("'{{n}}'", row).text() == "4");
  CHECK(Fixture("s", row).target() == "\"4\"");
  CHECK(Fixture("'-{{n}}'", row).target() == "\"-4\"");
}

TEST_CASE("a rendered Python list is a list of targets, other brackets stay text") {
  const char* row = R"({"l": ["a", "b's"], "s": "[not a list]"})";
  CHECK(Fixture("'{{l}}'", row).target(false) == R"(["a", "b's"])");
  CHECK(Fixture("'{{s}}'", row).target(false) == "\"[not a list]\"");
  CHECK(Fixture("s", row).target(false) == "\"[not a list]\"");
}

TEST_CASE("choices come from a list, a dict's values, a column or a rendered list") {
  const char* row = R"({"l": ["a", "b"], "n": 1})";
  CHECK(Fixture("[A, 2]", row).choices() == R"(["A", "2"])");
  CHECK(Fixture("{0: 'no', 1: 'yes'}", row).choices() == R"(["no", "yes"])");
  CHECK(Fixture("l", row).choices() == R"(["a", "b"])");
  CHECK(Fixture("\"{{[l[0] + 'x', l[1]]}}\"", row).choices() == R"(["ax", "b"])");
  CHECK(contains(error_of([&] { Fixture("n", row).choices(); }), "a list of choices is needed, not integer"));
  CHECK(contains(error_of([&] { Fixture("'{{n}} x'", row).choices(); }), "the rendered text is no Python list"));
  CHECK(contains(error_of([&] { Fixture("'[]'", row).choices(); }), "the list of choices is empty"));
}

TEST_CASE("a failing template names task, field, row and the nearest column") {
  const std::string error = error_of([] { Fixture("'{{questoin}}'", R"({"question": "x"})").target(); });
  CHECK(contains(error, "t.yaml:1:7: task 't', doc_to_target, row 17 of split 'test': "));
  CHECK(contains(error, "'questoin' is undefined"));
  CHECK(contains(error, "did you mean 'question'?"));
  const std::string far = error_of([] { Fixture("'{{xyz}}'", R"({"question": "x", "b": 1})").target(); });
  CHECK(contains(far, "the row's columns are: question, b"));
}

TEST_CASE("a template that does not compile is named by its place") {
  const std::string error = error_of([] { Fixture("'{{ a '", "{}").field(); });
  CHECK(error.starts_with("t.yaml:1:"));
  const std::string multi = error_of([] { Fixture("\"x\\n{{ a \"", "{}").field(); });
  CHECK(multi.starts_with("t.yaml:1:4: in the template:2:"));
}

TEST_CASE("a column that a row lacks is named") {
  const Fixture fixture("a", R"({"a": 1})");
  const Document other = document(R"({"b": 1})");
  const std::string error = error_of([&] { evaluate_target(fixture.field(), false, {kName, kSplit, other}); });
  CHECK(contains(error, "the row has no column 'a'"));
}

TEST_CASE("True and False are the indexes 1 and 0") {
  CHECK(as_index(Value(true)) == 1);
  CHECK(as_index(Value(false)) == 0);
  CHECK(as_index(Value(7)) == 7);
  CHECK(!as_index(Value("7")));
  CHECK(!as_index(Value(1.0)));
}
