#include "task/own_answers.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "base/error.h"

using namespace coldread;

namespace {

Document row(std::int64_t id, const std::string& question, const Value& answer) {
  Dict fields;
  fields.set("id", id);
  fields.set("q", question);
  fields.set("a", answer);
  return {.id = id, .fields = std::move(fields)};
}

/// Question and answer; a row without an answer has a turn of its own, one whose answer is no text cannot be written.
std::vector<Turn> as_turns(const Document& row) {
  const Value& answer = *row.fields.find("a");
  if (answer.is_int()) throw Error(ErrorCode::usage, "no text");
  std::vector<Turn> turns{{"user", row.fields.find("q")->as_string(), " "}};
  if (!answer.is_null()) turns.push_back({"assistant", answer.as_string(), "\n"});
  return turns;
}

}  // namespace

TEST_CASE("an example gives an answer away where it is the same row, or is written the same") {
  const std::vector<Document> evaluated{row(0, "A?", "a"), row(1, "B?", "b"), row(2, "C?", nullptr), row(3, "D?", 4)};
  const std::vector<Document> pool{row(0, "A?", "a"), row(9, "B?", "b"), row(8, "B?", "x"), row(7, "C?", "c"),
                                   row(3, "D?", 4)};
  OwnAnswers own(evaluated, pool, as_turns, as_turns);
  CHECK(own.holds(0, 0));
  CHECK(own.holds(1, 1));
  CHECK_FALSE(own.holds(1, 2));  // another answer to the same question
  CHECK_FALSE(own.holds(2, 3));  // the document has no answer to give away
  CHECK(own.holds(3, 4));        // the same row, whether it can be written or not
  CHECK_FALSE(own.holds(3, 1));
  CHECK_FALSE(own.holds(0, 4));
  CHECK(own.count(std::vector<std::vector<std::size_t>>{{2, 0}, {2, 3}, {3}, {4, 4}}) == 2);
  CHECK(own.count({}) == 0);
}
