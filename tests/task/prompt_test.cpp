#include "task/prompt.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "io/json.h"

using namespace coldread;

namespace {

std::string text_of(const QuestionTurns& question) {
  std::vector<Turn> turns;
  append_turns(turns, question);
  return render_prompt(turns, {}).text;
}

QuestionTurns example(std::string question, std::string answer, std::string prefix = "") {
  return {.question = std::move(question),
          .answer = std::move(answer),
          .gen_prefix = std::move(prefix),
          .target_delimiter = "_",
          .fewshot_delimiter = "|"};
}

/// A chat format that writes the messages as JSON, with + where the answer begins.
ChatFormat json_chat(bool multi_turn) {
  ChatFormat chat;
  chat.multi_turn = multi_turn;
  chat.apply = [](const List& messages, bool begin_answer) -> RenderedChat {
    std::string text;
    for (const Value& message : messages) {
      text += message.find("role")->as_string().substr(0, 1) + "<" + message.find("content")->as_string() + ">";
    }
    return {.text = text + (begin_answer ? "+" : "")};
  };
  return chat;
}

}  // namespace

TEST_CASE("texts join with a delimiter only where neither has white space") {
  CHECK(join_with("a", "b", " ") == "a b");
  CHECK(join_with("a\n", "b", " ") == "a\nb");
  CHECK(join_with("a", "\u00a0b", " ") == "a\u00a0b");
  CHECK(join_with("", "b", " ") == "b");
  CHECK(join_with("a", "", " ") == "a");
}

TEST_CASE("an example is question, target delimiter, answer and few-shot delimiter") {
  CHECK(text_of(example("Q", "A")) == "Q_A|");
  CHECK(text_of(example("Q", "0")) == "Q_0|");
  CHECK(text_of(example("Q", "")) == "Q");
  CHECK(text_of(example("Q ", "A")) == "Q _A|");
}

TEST_CASE("a prefix stands before the answer and takes the target delimiter only where it needs one") {
  CHECK(text_of(example("Q", "A", "P")) == "Q_P A|");
  CHECK(text_of(example("Q", "A", "P ")) == "Q_P A|");
  CHECK(text_of(example("Q\n", "A", "P")) == "Q\nP A|");
  CHECK(text_of(example("Q", "A", " P")) == "Q P A|");
  CHECK(text_of(example("", "A", "P")) == "P A|");
  QuestionTurns open = example("Q", "", "P");
  open.answer.reset();
  CHECK(text_of(open) == "Q_P");
}

TEST_CASE("a chat has one message a turn, or all but the last answer in one user message") {
  std::vector<Turn> turns{{"system", "S", ""}};
  append_turns(turns, example("Q1", "A1"));
  QuestionTurns last = example("Q2", "");
  last.answer.reset();
  append_turns(turns, last);
  CHECK(render_prompt(turns, json_chat(true)).text == "s<S>u<Q1>a<A1>u<Q2>+");
  CHECK(render_prompt(turns, json_chat(false)).text == "s<S>u<Q1_A1|Q2>+");
  turns.push_back({"assistant", "P", ""});
  CHECK(render_prompt(turns, json_chat(true)).text == "s<S>u<Q1>a<A1>u<Q2>a<P>");
  CHECK(render_prompt(turns, json_chat(false)).text == "s<S>u<Q1_A1|Q2>a<P>");
}
