#include "task/row_check.h"

#include <array>
#include <doctest/doctest.h>
#include <vector>

using namespace coldread;

namespace {

std::vector<std::string> doubts(const std::string& text) {
  static const std::vector<std::string> columns{"country", "capital", "q"};
  YamlNode node;
  node.file = std::make_shared<const std::string>("t.yaml");
  node.scalar = text;
  return field_doubts("doc_to_text", Field("doc_to_text", node, columns), columns);
}

}  // namespace

TEST_CASE("rows are named up to five") {
  CHECK(rows_text(std::array<std::int64_t, 1>{3}) == "row 3");
  CHECK(rows_text(std::array<std::int64_t, 2>{3, 7}) == "rows 3 and 7");
  CHECK(rows_text(std::array<std::int64_t, 5>{1, 2, 3, 4, 5}) == "rows 1, 2, 3, 4 and 5");
  CHECK(rows_text(std::array<std::int64_t, 7>{1, 2, 3, 4, 5, 6, 7}) == "rows 1, 2, 3, 4, 5 and 2 more");
}

TEST_CASE("rows of one mistake share a line") {
  RowNotes notes;
  notes.add({.file = "t.yaml", .line = 2, .column = 3}, "is odd", 4);
  notes.add({.file = "t.yaml"}, "is even", 5);
  notes.add({.file = "t.yaml", .line = 2, .column = 3}, "is odd", 6);
  CHECK(notes.lines() == std::vector<std::string>{"t.yaml:2:3: rows 4 and 6: is odd", "t.yaml: row 5: is even"});
}

TEST_CASE("plain text that is nearly a column's name is doubted, short words and templates are not") {
  CHECK(doubts("capitol") ==
        std::vector<std::string>{"t.yaml: doc_to_text is the text 'capitol' in every row: no column "
                                 "has this name; did you mean 'capital'?"});
  CHECK(doubts("a").empty());
  CHECK(doubts("{{capitol}}").empty());
  CHECK(doubts("capital").empty());  // the column itself
  CHECK(doubts("What is it?").empty());
}

TEST_CASE("a column in single braces is doubted outside of expressions alone") {
  CHECK(doubts("Q: {q} A:") ==
        std::vector<std::string>{"t.yaml: doc_to_text holds '{q}' as plain text; a column takes two braces: '{{q}}'"});
  CHECK(doubts("Q: {{q}}").empty());
  CHECK(doubts("{{ '{q}'.replace('{q}', q) }}{# {q} #}").empty());
  CHECK(doubts("{x}").empty());
}
