#include <chrono>
#include <doctest/doctest.h>
#include <iostream>

#include "template/rendered.h"

namespace coldread {

TEST_CASE("a question with four choices renders in microseconds") {
  const Template prompt(
      "Question: {{question.strip()}}\n{% for c in choices %}{{ 'ABCD'[loop.index0] }}. {{ c }}\n{% endfor %}Answer:");
  const Value context = parse_json(
      R"({"question": " Which of these melts first in a warm room? ", "choices": ["an iron nail", "a glass of ice",
          "a wooden chair", "a stone wall"], "answer": 1, "id": "q-17", "subject": "physics"})",
      "context");
  CHECK(prompt.render(context).starts_with("Question: Which of these melts first in a warm room?\nA. an iron nail\n"));
  constexpr int kTurns = 20000;
  const auto start = std::chrono::steady_clock::now();
  std::size_t bytes = 0;
  for (int i = 0; i < kTurns; ++i) bytes += prompt.render(context).size();
  const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - start;
  std::cout << "template: " << spent.count() / kTurns << " microseconds a prompt of " << bytes / kTurns << " bytes\n";
  CHECK(spent.count() / kTurns < 1000);
}

}  // namespace coldread
