#include "compare/arm_intervals.h"

#include <algorithm>
#include <doctest/doctest.h>

#include "compare/compare.h"

using namespace coldread;

namespace {

/// One task, a value a seed and document.
Report report_of(const std::vector<std::vector<double>>& values) {
  Report report;
  report.answers_digest = "digest";
  TaskFacts task;
  task.name = "t";
  task.output_type = "generate_until";
  task.metrics.push_back({"exact_match", true});
  report.tasks = {task};
  for (std::size_t seed = 0; seed < values.size(); ++seed) {
    RunColumn run;
    run.id = "T 1 / seed " + std::to_string(seed);
    run.setting = "T 1";
    run.sampling.do_sample = true;
    run.sampling.seed = seed;
    report.runs.push_back(run);
    for (std::size_t i = 0; i < values[seed].size(); ++i) {
      Sample sample;
      sample.run = seed;
      sample.task = "t";
      sample.document = static_cast<std::int64_t>(i);
      sample.outcomes = {{.filter = "none", .responses = {}, .metrics = {{"exact_match", values[seed][i]}}}};
      report.samples.push_back(sample);
    }
    report.scores.push_back({seed, "t", "none", "exact_match", {0.5, 0.1, 4}, 0, {}});
  }
  return report;
}

std::optional<ScoreInterval> interval_of(Report report) {
  add_intervals(report);
  add_arm_intervals(report, arms_of(report));
  if (report.arm_intervals.empty()) return std::nullopt;
  return report.arm_intervals.front().interval;
}

}  // namespace

TEST_CASE("The mean over seeds has an interval over documents and seeds, the same at every call") {
  const auto one = interval_of(report_of({{1, 0, 1, 0, 1, 1}, {1, 0, 0, 0, 1, 1}, {1, 1, 1, 0, 1, 0}}));
  REQUIRE(one);
  CHECK(one->method == "two-way bootstrap");
  CHECK(one->low < 11.0 / 18);
  CHECK(one->high > 11.0 / 18);
  CHECK(one->low == interval_of(report_of({{1, 0, 1, 0, 1, 1}, {1, 0, 0, 0, 1, 1}, {1, 1, 1, 0, 1, 0}}))->low);
}

TEST_CASE("Seeds that differ widen the interval beyond that of the documents") {
  const auto alike = interval_of(report_of({{1, 0, 1, 0}, {1, 0, 1, 0}}));
  const auto apart = interval_of(report_of({{1, 0, 1, 0}, {2, 1, 2, 1}}));
  REQUIRE(alike);
  REQUIRE(apart);
  CHECK(apart->high - apart->low > alike->high - alike->low);
}

TEST_CASE("Where every answer of every seed is right, the interval is that of one run") {
  const auto one = interval_of(report_of({{1, 1, 1, 1}, {1, 1, 1, 1}}));
  REQUIRE(one);
  CHECK(one->method == "wilson");
  CHECK(one->low < 0.6);
}

TEST_CASE("A single seed has no interval of seeds, and documents that a seed lacks are left out") {
  CHECK_FALSE(interval_of(report_of({{1, 0, 1, 0}})));
  Report report = report_of({{1, 0, 1, 0}, {1, 0, 1, 0}});
  std::erase_if(report.samples, [](const Sample& sample) { return sample.run == 1 && sample.document > 0; });
  CHECK_FALSE(interval_of(report));
}
