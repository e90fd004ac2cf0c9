#include "report/files.h"

#include <doctest/doctest.h>

#include "report/fixture/report_fixture.h"

using namespace coldread;

TEST_CASE("A samples file has a name that a file can have, and that no other has") {
  Report report;
  report.runs = {fixture::run_column("A", "gpt2", 1), fixture::run_column("a b", "gpt2", 1),
                 fixture::run_column("a/b", "gpt2", 1)};
  const std::string long_name(300, 'x');
  for (const std::string& name :
       {std::string("qa"), std::string("a:b"), std::string("a*b"), std::string("QA"), long_name, long_name + "y"}) {
    report.tasks.push_back(fixture::task_facts(name, "", "", "multiple_choice", 0, {}));
  }
  CHECK(samples_file_name(report, 0, "qa") == "samples_qa.jsonl");
  CHECK(samples_file_name(report, 1, "qa") == "samples_qa_a_b.jsonl");
  CHECK(samples_file_name(report, 2, "qa").starts_with("samples_qa_a_b-"));
  CHECK(samples_file_name(report, 0, "a:b") == "samples_a_b.jsonl");
  CHECK(samples_file_name(report, 0, "a*b") != samples_file_name(report, 0, "a:b"));
  CHECK(samples_file_name(report, 0, "QA").starts_with("samples_QA-"));
  CHECK(samples_file_name(report, 2, long_name).size() < 230);
  CHECK(samples_file_name(report, 0, long_name) != samples_file_name(report, 0, long_name + "y"));
}
