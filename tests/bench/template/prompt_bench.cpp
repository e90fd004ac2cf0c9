// What rendering a prompt takes: a question with four choices.
#include <benchmark/benchmark.h>

#include "io/json.h"
#include "template/template.h"

namespace coldread::bench {
namespace {

void render_choices(benchmark::State& state) {
  const Template prompt(
      "Question: {{question.strip()}}\n{% for c in choices %}{{ 'ABCD'[loop.index0] }}. {{ c }}\n{% endfor %}Answer:");
  const Value context = parse_json(
      R"({"question": " Which of these melts first in a warm room? ", "choices": ["an iron nail", "a glass of ice",
          "a wooden chair", "a stone wall"], "answer": 1, "id": "q-17", "subject": "physics"})",
      "context");
  std::size_t bytes = 0;
  for (auto _ : state) benchmark::DoNotOptimize(bytes += prompt.render(context).size());
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(render_choices);

}  // namespace
}  // namespace coldread::bench
