#include "report/failures.h"

#include <doctest/doctest.h>

#include "report/fixture/report_fixture.h"

using namespace coldread;

namespace {

Report failing(const std::vector<std::string>& messages) {
  Report report;
  report.runs = {fixture::run_column("A", "gpt2", 1)};
  report.tasks = {fixture::task_facts("t", "", "", "multiple_choice", 0, {{"acc", true}})};
  for (std::size_t i = 0; i < messages.size(); ++i) {
    Sample sample = fixture::sample_of(0, "t", static_cast<std::int64_t>(i), 0);
    sample.failure = messages[i];
    report.samples.push_back(std::move(sample));
  }
  return report;
}

}  // namespace

TEST_CASE("Failures are counted by cause, the commonest first, whatever numbers and texts they quote") {
  const Report report = failing({"row 1 of 'test' is bad", "answer 'a' is none of 3 choices", "",
                                 "answer 'it is' is none of 12 choices", "answer \"it's\" is none of 3 choices"});
  const std::vector<FailureCause> causes = failure_causes(report);
  REQUIRE(causes.size() == 2);
  CHECK(causes[0].documents == std::vector<std::int64_t>{1, 3, 4});
  CHECK(causes[0].message == "answer 'a' is none of 3 choices");
  CHECK(causes[1].documents == std::vector<std::int64_t>{0});
  CHECK(failures_text(report) ==
        "failed   t: 4 of 5 documents failed\n"
        "             3 answer 'a' is none of 3 choices (document 1 and others)\n"
        "             1 row 1 of 'test' is bad (document 0)\n");
  CHECK(cause_text(report, causes[1]) == "t: 1 of 5 documents failed: row 1 of 'test' is bad");
  CHECK(failures_text(failing({"", ""})).empty());
}

TEST_CASE("A request that failed is a cause of its own, and few causes are shown") {
  Report report = failing({"", "one", "two", "three", "four", "five"});
  fixture::add_request(report.samples[0], 0, Generate{}, RequestFailure{"not finite"});
  CHECK(failure_causes(report).size() == 6);
  CHECK(failures_text(report).find("and 3 further causes") != std::string::npos);
}
