#include <doctest/doctest.h>

#include "io/file.h"
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
