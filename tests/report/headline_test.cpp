#include "report/headline.h"

#include <doctest/doctest.h>

#include "compare/compare.h"
#include "report/fixture/report_fixture.h"
#include "report/html/axis.h"

using namespace coldread;

namespace {

/// Two runs on one 0/1 task: how many documents only the first, only the second, both get right, of n.
Report duel(std::int64_t only_first, std::int64_t only_second, std::int64_t both, std::int64_t n) {
  Report report;
  report.runs = {fixture::run_column("A", "gpt2", 1), fixture::run_column("B", "gpt2", 1)};
  report.tasks = {fixture::task_facts("t", "Task", "", "multiple_choice", 0, {{"acc", true}})};
  report.tasks[0].documents_used = n;
  for (std::int64_t i = 0; i < n; ++i) {
    const bool first = i < only_first + both;
    const bool second = i >= only_first && i < only_first + both + only_second;
    for (const std::size_t run : {0u, 1u}) {
      Sample sample = fixture::sample_of(run, "t", i, 0);
      sample.outcomes = {{"none", {}, {{"acc", (run == 0 ? first : second) ? 1.0 : 0.0}}}};
      report.samples.push_back(sample);
    }
  }
  for (const std::size_t run : {0u, 1u}) report.scores.push_back(fixture::mean_score(report, run, "t", "acc"));
  report.comparison = compare_arms(report, arms_of(report));
  return report;
}

std::string sentence(const Report& report) {
  return headline_of(report, score_blocks(report)).sentence;
}

}  // namespace

TEST_CASE("A run that is significantly better leads, with its margin and interval") {
  // 30 of 100 documents against 10 where the two differ: mean 0.2, s = sqrt((0.4 - 0.04) * 100 / 99), t(0.975; 99)
  // = 1.98422.
  CHECK(sentence(duel(30, 10, 40, 100)) ==
        "A leads on Task (acc 0.700, +0.200 [0.08, 0.32] over B, 95\u00A0% interval in brackets, n\u00A0=\u00A0100).");
  CHECK(sentence(duel(10, 30, 40, 100)).starts_with("B leads on Task"));
}

TEST_CASE("No winner is named without a significant difference") {
  // Could detect (t(0.975; 99) + z(0.8)) * s / 10, s the deviation of the 22 and 20 documents that differ.
  CHECK(sentence(duel(12, 10, 40, 100)) ==
        "No significant difference in acc on Task (n\u00A0=\u00A0100; smallest difference detectable with 80\u00A0% "
        "power: 0.133).");
  CHECK(sentence(duel(10, 10, 40, 100)).find("power: 0.127).") != std::string::npos);
  // The mean's interval alone would call these: five of five in one direction, p = 1/16 by McNemar's exact test.
  CHECK(sentence(duel(5, 0, 0, 5)) == "No significant difference in acc on Task (n\u00A0=\u00A05).");
  const Headline headline = headline_of(duel(12, 10, 40, 100), score_blocks(duel(12, 10, 40, 100)));
  CHECK(headline.findings.front().text.starts_with("No significant difference: acc +0.020 ["));
  CHECK(headline.findings.front().text.find("from B to A") != std::string::npos);
}

TEST_CASE("Where the best are level, those that are worse are named all the same") {
  Report report = duel(2, 2, 60, 100);
  report.runs.push_back(fixture::run_column("C", "gpt2", 1));
  for (std::int64_t i = 0; i < 100; ++i) {
    Sample sample = fixture::sample_of(2, "t", i, 0);
    sample.outcomes = {{"none", {}, {{"acc", i < 10 ? 1.0 : 0.0}}}};
    report.samples.push_back(sample);
  }
  report.scores.push_back(fixture::mean_score(report, 2, "t", "acc"));
  report.comparison = compare_arms(report, arms_of(report));
  CHECK(sentence(report) == "No run leads on Task: A and B are statistically tied in acc; C is worse than A.");
}

TEST_CASE("A lower value leads where lower is better") {
  Report report = duel(30, 10, 40, 100);
  report.tasks[0].metrics[0].higher_is_better = false;
  report.comparison = compare_arms(report, arms_of(report));
  CHECK(sentence(report).starts_with("B leads on Task (acc 0.500, \u22120.200 [\u22120.32, \u22120.08] over A"));
}

TEST_CASE("Where nothing was paired nobody leads") {
  Report report = duel(30, 10, 40, 100);
  report.comparison.differences.clear();
  CHECK(sentence(report) == "Nothing was compared: no task has two documents in common among 2 runs.");
  CHECK(headline_of(report, score_blocks(report)).findings.front().text ==
        "Not compared: too few documents in common.");
}

TEST_CASE("Runs that score the same on every document are identical") {
  CHECK(sentence(duel(0, 0, 10, 20)) == "A and B are identical: the same score on every paired document of Task.");
  const Report report = duel(0, 0, 10, 20);
  CHECK(headline_of(report, score_blocks(report)).findings.front().text ==
        "Identical acc on every document (n\u00A0=\u00A020).");
}

TEST_CASE("The headline says that prompts differ") {
  Report report = duel(30, 10, 40, 100);
  for (Sample& sample : report.samples) {
    const std::string prompt = sample.run == 0 ? "p" : "an example, then p";
    fixture::add_request(sample, 0, LogLikelihood{prompt, " x"}, fixture::token_scores(-1, 1, 1));
  }
  report.comparison = compare_arms(report, arms_of(report));
  CHECK(sentence(report).ends_with("; prompts differ on Task."));
  CHECK(headline_of(report, score_blocks(report)).findings.front().text.ends_with(" Prompts differ."));
}

TEST_CASE("The winner is the one that is better on the paired documents, whatever the others score") {
  // A is worse on the 100 documents of both and right on 900 of its own.
  Report report = duel(10, 30, 40, 100);
  for (std::int64_t i = 100; i < 1000; ++i) {
    Sample sample = fixture::sample_of(0, "t", i, 0);
    sample.outcomes = {{"none", {}, {{"acc", 1.0}}}};
    report.samples.push_back(sample);
  }
  report.scores[0] = fixture::mean_score(report, 0, "t", "acc");
  report.comparison = compare_arms(report, arms_of(report));
  CHECK(sentence(report).starts_with("B leads on Task (acc 0.700, +0.200 [0.08, 0.32] over A"));
}

TEST_CASE("Several tasks without a difference are told by their comparisons") {
  Report report = duel(12, 10, 40, 100);
  report.tasks.push_back(report.tasks.front());
  report.tasks[1].name = "u";
  for (std::size_t i = 0; i < 200; ++i) {
    Sample sample = report.samples[i];
    sample.task = "u";
    report.samples.push_back(sample);
  }
  for (const std::size_t run : {0u, 1u}) report.scores.push_back(fixture::mean_score(report, run, "u", "acc"));
  report.comparison = compare_arms(report, arms_of(report));
  CHECK(sentence(report) == "No significant difference in 2\u00A0comparisons (2 tasks).");
}

TEST_CASE("One run alone is told by what was measured") {
  Report report = fixture::single_report();
  CHECK(sentence(report).starts_with("SmolLM2-135M-Instruct: acc\u00A00.683 on Cloze, "));
  CHECK(sentence(report).find("2\u00A0further tasks; 215\u00A0documents, 2\u00A0requests failed.") !=
        std::string::npos);
  CHECK(headline_of(report, score_blocks(report)).findings.empty());
  CHECK(sentence(Report{}) == "Nothing was run.");
}

TEST_CASE("A score over fewer documents than asked says so, whatever is compared") {
  Report report = duel(30, 10, 40, 100);
  report.scores[1].failures = 20;
  report.scores[1].estimate.count = 80;
  CHECK(sentence(report).ends_with(" Scores leave out failed documents: 80 of 100 scored on Task in B."));
  report.runs.resize(1);
  report.scores = {report.scores[1]};
  report.scores[0].run = 0;
  report.comparison = {};
  CHECK(sentence(report) == "A: acc\u00A00.500 on Task (80 of 100 scored); 100\u00A0documents.");
}

TEST_CASE("A task without any score is named in the headline and has its row") {
  Report report = duel(30, 10, 40, 100);
  report.runs.resize(1);
  report.scores.clear();
  report.comparison = {};
  report.missing_scores = {{.run = 0, .task = "t", .filter = "none", .metric = "acc", .failures = 100}};
  CHECK(sentence(report) == "A: no score on Task (0 of 100 scored); 100\u00A0documents.");
  const std::vector<TaskBlock> blocks = score_blocks(report);
  REQUIRE(blocks[0].rows.size() == 1);
  CHECK(over_text(blocks[0].rows[0], 0) == "0 of 100 scored");
}

TEST_CASE("Axes have round ends and few ticks") {
  const Axis share = round_axis(0, 0.83, true);
  CHECK(share.low == 0);
  CHECK(share.high == 1);
  CHECK(share.ticks.size() == 5);
  CHECK(share.decimals == 2);
  const Axis perplexity = round_axis(41.2, 58.9, false);
  CHECK(perplexity.low == 40);
  CHECK(perplexity.high == 60);
  CHECK(perplexity.place(50, 100) == doctest::Approx(50));
  CHECK(perplexity.place(-5, 100) == 0);
  CHECK(round_axis(3, 3, false).high > round_axis(3, 3, false).low);
  CHECK(round_axis(0, 0, true).high > 0);
  CHECK(round_axis(3, 110, false).low == 0);
  CHECK(round_axis(-3, 110, false).low < 0);
}
