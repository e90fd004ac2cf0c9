#include "report/health_text.h"

#include <doctest/doctest.h>

#include "io/json.h"
#include "report/fixture/report_fixture.h"

using namespace coldread;

namespace {

Report with_health(TaskHealth health) {
  Report report;
  report.runs = {fixture::run_column("A", "gpt2", 1)};
  health.task = "a b";
  health.asked = 10;
  report.health = {std::move(health)};
  return report;
}

std::vector<std::int64_t> first(std::int64_t count) {
  std::vector<std::int64_t> documents;
  for (std::int64_t i = 0; i < count; ++i) documents.push_back(i);
  return documents;
}

}  // namespace

TEST_CASE("Empty answers that ended at once hint at the chat template") {
  CHECK(health_text(with_health({.empty = first(10), .ended_at_once = 10})) ==
        "health   a b: 10 of 10 empty, ended at once: wrong chat template? (--apply_chat_template)\n");
  CHECK(health_text(with_health({.empty = first(4), .ended_at_once = 4})) ==
        "health   a b: 4 of 10 empty, ended at once\n");
  CHECK(health_text(with_health({.empty = first(4), .ended_at_once = 1})) ==
        "health   a b: 4 of 10 empty (1 ended at once)\n");
  CHECK(health_text(with_health({.empty = first(4)})) == "health   a b: 4 of 10 empty\n");
}

TEST_CASE("Each kind has its line with the way to its samples; failures are told elsewhere") {
  const Report report =
      with_health({.failed = first(1), .cut = first(2), .repetitive = first(3), .truncated = first(4)});
  const std::vector<HealthLine> lines = health_lines(report);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].text == "a b: 2 of 10 cut at the token limit");
  CHECK(lines[0].address == "task=a%20b&show=cut");
  CHECK(lines[1].text == "a b: 3 of 10 repetitive");
  CHECK(lines[2].text == "a b: 4 of 10 with a prompt truncated to the model's context");
  CHECK(to_json(health_counts(report, 0)) ==
        R"({"a b": {"asked": 10, "failed": 1, "empty": 0, "cut": 2, "repetitive": 3, "no_match": 0, "truncated": 4}})");
  CHECK(health_text(with_health({})).empty());
}
