#include "report/breakdown.h"

#include <algorithm>
#include <doctest/doctest.h>

#include "report/fixture/sweep_report.h"
#include "report/writers.h"

using namespace coldread;

namespace {

/// One run of twenty documents: topics a and b, a number of its own each, an id that counts up.
Report report_of_topics() {
  Report report;
  report.runs = {fixture::run_column("m", "gpt2", 1)};
  report.tasks = {fixture::task_facts("t", "Task", "", "generate_until", 0, {{"exact_match", true}})};
  for (std::int64_t i = 0; i < 20; ++i) {
    Sample sample = fixture::sample_of(0, "t", i, "x");
    Dict fields, meta;
    fields.set("id", i);
    fields.set("question", "question " + std::to_string(i));
    fields.set("topic", i % 4 == 0 ? "a" : "b");
    meta.set("year", (i * 7) % 20 + 1900);
    fields.set("meta", meta);
    sample.fields = fields;
    fixture::add_request(sample, 0, Generate{.prompt = "Where?", .until = {}, .max_tokens = 8, .sampling = {}},
                         fixture::generated("x", StopReason::until, 3));
    sample.outcomes = {{"none", {}, {{"exact_match", i % 4 == 0 ? 1.0 : 0.0}}}};
    report.samples.push_back(std::move(sample));
  }
  report.scores = {fixture::mean_score(report, 0, "t", "exact_match")};
  return report;
}

std::vector<std::string> columns_of(const Report& report) {
  const ArmTable table = arm_table(report);
  std::vector<std::string> names;
  for (const Breakdown& one : breakdowns(report, table)) names.push_back(one.column);
  return names;
}

}  // namespace

TEST_CASE("Columns with few values and numbers break a score down; ids and texts of their own do not") {
  CHECK(columns_of(report_of_topics()) == std::vector<std::string>{"meta.year", "topic"});
}

TEST_CASE("What the metadata names comes first") {
  Report report = report_of_topics();
  Dict config, metadata;
  metadata.set("breakdown", List{"topic"});
  config.set("metadata", metadata);
  report.tasks[0].config = config;
  CHECK(columns_of(report) == std::vector<std::string>{"topic", "meta.year"});
}

TEST_CASE("A part has its mean, Wilson's interval and its documents; the best is first") {
  const Report report = report_of_topics();
  const ArmTable table = arm_table(report);
  const std::vector<Breakdown> all = breakdowns(report, table);
  const Breakdown& topic = all.back();
  REQUIRE(topic.parts.size() == 2);
  CHECK(topic.parts[0].value == "a");
  CHECK(topic.parts[0].arms[0]->value == 1);
  CHECK(topic.parts[0].arms[0]->count == 5);
  CHECK(topic.parts[0].arms[0]->interval->method == "wilson");
  CHECK(topic.parts[0].documents == std::vector<std::int64_t>{0, 4, 8, 12, 16});
  CHECK(topic.parts[1].arms[0]->value == 0);
}

TEST_CASE("Numbers are cut into quarters of the documents, ascending, equal ones together") {
  const Report report = report_of_topics();
  const ArmTable table = arm_table(report);
  const std::vector<Breakdown> all = breakdowns(report, table);
  const std::vector<Part>& parts = all.front().parts;
  REQUIRE(parts.size() == 4);
  CHECK(parts[0].value == "1900 to 1904");
  CHECK(parts[3].value == "1915 to 1919");
  for (const Part& part : parts) CHECK(part.documents.size() == 5);
}

TEST_CASE("A metric that is not the mean of its documents is not broken down") {
  Report report = report_of_topics();
  report.scores[0].estimate.value = 0.9;
  CHECK(columns_of(report).empty());
}

TEST_CASE("breakdown.csv has a row a part and arm, and the page leads from a part to its documents") {
  const Report report = report_of_topics();
  CHECK(breakdown_csv(report).find("t,none,exact_match,topic,a,m,1.0,") != std::string::npos);
  const std::string page = html(report);
  CHECK(page.find("href=\"#task=t&amp;col=topic&amp;val=a\"") != std::string::npos);
  CHECK(page.find("\"columns\":[[\"meta.year\"") != std::string::npos);
}
