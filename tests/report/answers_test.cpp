#include "report/answers.h"

#include <doctest/doctest.h>

#include "report/fixture/report_fixture.h"

using namespace coldread;

namespace {

/// One run of answers to "1,000": the text and whether exact match takes it.
Report report_of(const std::vector<std::pair<std::string, double>>& answers) {
  Report report;
  report.runs = {fixture::run_column("m", "gpt2", 1)};
  report.tasks = {fixture::task_facts("t", "Task", "", "generate_until", 0, {{"exact_match", true}})};
  std::int64_t id = 0;
  for (const auto& [text, score] : answers) {
    Sample sample = fixture::sample_of(0, "t", id++, "1,000");
    fixture::add_request(sample, 0, Generate{.prompt = "How many?", .until = {}, .max_tokens = 8, .sampling = {}},
                         fixture::generated(text, StopReason::until, 3));
    sample.outcomes = {{"none", {text}, {{"exact_match", score}}}};
    report.samples.push_back(std::move(sample));
  }
  report.scores = {fixture::mean_score(report, 0, "t", "exact_match")};
  return report;
}

}  // namespace

TEST_CASE("A near miss differs in case, punctuation, articles or grouped digits alone") {
  CHECK(loosened(" The  Answer. ") == "answer");
  CHECK(loosened("1,000") == "1000");
  CHECK(loosened("\u00C9lan vital!") == "\u00E9lan vital");
  const Report report = report_of({{"1000", 0}, {"1,000", 1}, {"100", 0}, {"100", 0}, {"", 0}});
  const ArmTable table = arm_table(report);
  const auto tasks = answer_tasks(report, table);
  REQUIRE(tasks.size() == 1);
  const AnswerFacts& facts = tasks[0].arms[0];
  CHECK(facts.answers == 5);
  CHECK(facts.wrong == 4);
  CHECK(facts.near_count == 1);
  CHECK(facts.near_misses[0].document == 0);
  CHECK(facts.near_misses[0].reference == "1,000");
  CHECK(facts.wrong_answers == CountedTexts{{"100", 2}});
  CHECK(facts.first_words == CountedTexts{{"100", 2}});
}

TEST_CASE("Where no metric is 0 or 1, nothing is wrong") {
  const Report report = report_of({{"1000", 0.5}, {"1,000", 1}});
  const ArmTable table = arm_table(report);
  CHECK(answer_tasks(report, table)[0].arms[0].wrong == 0);
}
