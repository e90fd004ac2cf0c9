#include <doctest/doctest.h>

#include "io/file.h"
#include "io/json.h"
#include "report/files.h"
#include "report/fixture/report_fixture.h"
#include "report/writers.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

using namespace coldread;
using coldread::test::error_of;

namespace {

void write(const Report& report, const std::filesystem::path& folder) {
  for (const TaskFacts& task : report.tasks) {
    for (std::size_t run = 0; run < report.runs.size(); ++run) {
      write_file_atomically(folder / samples_file_name(report, run, task.name), samples_jsonl(report, run, task.name));
    }
  }
  write_file_atomically(folder / "results.json", results_json(report));
}

}  // namespace

TEST_CASE("A report is read back from its files: scores, samples and what they hold") {
  const TemporaryFolder folder;
  const Report report = fixture::example_report();
  write(report, folder.path());
  const Report back = read_report(folder.path());
  CHECK(results_csv(back) == results_csv(report));
  CHECK(samples_csv(back) == samples_csv(report));
  for (const TaskFacts& task : report.tasks) {
    CHECK(samples_jsonl(back, 1, task.name) == samples_jsonl(report, 1, task.name));
  }
}

TEST_CASE("Scores that are missing and filters that found nothing are read back") {
  const TemporaryFolder folder;
  Report report = fixture::example_report();
  std::erase_if(report.scores, [](const Score& score) { return score.run == 0 && score.task == "qa"; });
  report.missing_scores = {{.run = 0, .task = "qa", .filter = "none", .metric = "f1", .failures = 48}};
  for (Sample& sample : report.samples) {
    if (!sample.outcomes.empty()) sample.outcomes[0].no_match = sample.document == 3;
  }
  write(report, folder.path());
  const Report back = read_report(folder.path());
  REQUIRE(back.missing_scores.size() == 1);
  CHECK(back.missing_scores[0].metric == "f1");
  CHECK(back.missing_scores[0].failures == 48);
  const std::vector<TaskHealth> first = task_healths(report), second = task_healths(back);
  REQUIRE(first.size() == second.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    CHECK(first[i].no_match == second[i].no_match);
    CHECK(first[i].failed == second[i].failed);
    CHECK(first[i].cut == second[i].cut);
  }
  const Value json = parse_json(results_json(report), "results.json");
  CHECK(to_json(*json.find("results")->find("qa")->find("asked")) == "48");
  CHECK(to_json(*json.find("results")->find("qa")->find("scored")) == "0");
}

TEST_CASE("What is read back compares as the report itself does") {
  const TemporaryFolder folder;
  Report report = fixture::example_report();
  write(report, folder.path());
  Report back = read_report(folder.path());
  back.comparison = compare_arms(back, arms_of(back));
  CHECK(comparison_csv(back) == comparison_csv(report));
}

TEST_CASE("A file that is no result is named") {
  const TemporaryFolder folder;
  CHECK(error_of([&] { read_report(folder.path()); }).find("results.json") != std::string::npos);
  write_file_atomically(folder.path() / "results.json", "{\"coldread\": {}}");
  CHECK(error_of([&] { read_report(folder.path()); }).find("lacks \"name\"") != std::string::npos);
}
