#include "report/headline.h"

#include <doctest/doctest.h>

#include "report/difference.h"
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
  return report;
}

std::string sentence(const Report& report) {
  return headline_of(report, score_blocks(report)).sentence;
}

}  // namespace

TEST_CASE("A run that is better beyond noise leads, with its margin and interval") {
  // 30 of 100 documents against 10 where the two differ: mean 0.2, s = sqrt((0.4 - 0.04) * 100 / 99), t(0.975; 99)
  // = 1.98422.
  CHECK(sentence(duel(30, 10, 40, 100)) ==
        "A leads on Task (acc 0.700, +0.200 against B, 95\u00A0% interval 0.080 to 0.320, n\u00A0=\u00A0100).");
  CHECK(sentence(duel(10, 30, 40, 100)).starts_with("B leads on Task"));
}

TEST_CASE("No winner is named inside the noise") {
  CHECK(sentence(duel(12, 10, 40, 100)) == "No run differs from another beyond noise on Task.");
  CHECK(sentence(duel(10, 10, 40, 100)) == "No run differs from another beyond noise on Task.");
  // The mean's interval alone would call these: five of five in one direction, p = 1/16 by McNemar's exact test.
  CHECK(sentence(duel(5, 0, 0, 5)) == "No run differs from another beyond noise on Task.");
  const Headline headline = headline_of(duel(12, 10, 40, 100), score_blocks(duel(12, 10, 40, 100)));
  CHECK(headline.findings.front().text.find("could detect") != std::string::npos);
}

TEST_CASE("Documents that one run lacks are left out of the pairs") {
  Report report = duel(30, 10, 40, 100);
  report.samples[1].outcomes.clear();
  report.scores[1] = fixture::mean_score(report, 1, "t", "acc");
  const auto blocks = score_blocks(report);
  const auto difference = difference_between(report, "t", blocks[0].rows[0], 0, 1, 0.05);
  REQUIRE(difference);
  CHECK(difference->count == 99);
  CHECK(difference->value == doctest::Approx(19.0 / 99).epsilon(1e-12));
}

TEST_CASE("A lower value leads where lower is better, from standard errors where documents have no number") {
  Report report = duel(1, 1, 1, 40);
  report.tasks[0].metrics[0].higher_is_better = false;
  for (Sample& sample : report.samples) sample.outcomes[0].metrics[0].second = List{1, 2};
  report.scores[0].estimate = {20.0, 0.5, 40};
  report.scores[1].estimate = {24.0, 0.5, 40};
  CHECK(sentence(report).starts_with("A leads on Task (acc 20.000, \u22124.000 against B"));
  report.scores[1].estimate.standard_error = std::nullopt;
  CHECK(sentence(report) == "No run differs from another beyond noise on Task.");
}

TEST_CASE("One run alone is told by what was measured") {
  Report report = fixture::single_report();
  CHECK(sentence(report).starts_with("SmolLM2-135M-Instruct: acc\u00A00.683 on Cloze, "));
  CHECK(sentence(report).find("2\u00A0further tasks; 215\u00A0documents, 2\u00A0requests failed.") !=
        std::string::npos);
  CHECK(headline_of(report, score_blocks(report)).findings.empty());
  CHECK(sentence(Report{}) == "Nothing was run.");
}

TEST_CASE("Quantiles and the sign test agree with published tables") {
  CHECK(normal_quantile(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-12));
  CHECK(normal_quantile(0.2) == doctest::Approx(-0.8416212335729143).epsilon(1e-12));
  CHECK(student_quantile(0.975, 10) == doctest::Approx(2.2281388519649385).epsilon(1e-10));
  CHECK(student_quantile(0.995, 4) == doctest::Approx(4.604094871349993).epsilon(1e-10));
  CHECK(student_quantile(0.025, 1) == doctest::Approx(-12.706204736174698).epsilon(1e-10));
  CHECK(sign_test(9, 10) == doctest::Approx(22.0 / 1024).epsilon(1e-12));
  CHECK(sign_test(5, 10) == 1.0);
  CHECK(sign_test(0, 0) == 1.0);
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
}
