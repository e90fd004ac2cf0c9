#include "compare/health.h"

#include <doctest/doctest.h>

using namespace coldread;

namespace {

/// An answer of `varied` different tokens, then n-grams of n tokens up to `length`.
std::vector<TokenId> tokens(std::size_t varied, std::size_t n, std::size_t length) {
  std::vector<TokenId> ids;
  for (std::size_t i = 0; i < varied; ++i) ids.push_back(static_cast<TokenId>(1000 + i));
  for (std::size_t i = 0; ids.size() < length; ++i) ids.push_back(static_cast<TokenId>(i % n));
  return ids;
}

Sample sample_of(std::int64_t document, Response response) {
  Sample sample;
  sample.task = "t";
  sample.document = document;
  sample.requests = {{{{"t", document, 0, 0}, Generate{}}, std::move(response)}};
  return sample;
}

GeneratedText answer(const std::string& text, std::vector<TokenId> ids, StopReason stop) {
  GeneratedText answer;
  answer.text = text;
  answer.ids = std::move(ids);
  answer.stop = stop;
  return answer;
}

}  // namespace

TEST_CASE("An answer is repetitive where one n-gram fills its last half") {
  CHECK(is_repetitive(tokens(16, 1, 32)));
  CHECK(is_repetitive(tokens(0, 7, 32)));
  CHECK(is_repetitive(tokens(0, 20, 40)));  // twice
  CHECK(is_repetitive(tokens(20, 6, 40)));
  CHECK_FALSE(is_repetitive(tokens(17, 1, 32)));
  CHECK_FALSE(is_repetitive(tokens(0, 1, 31)));   // too short to say
  CHECK_FALSE(is_repetitive(tokens(0, 20, 39)));  // not yet twice
  CHECK_FALSE(is_repetitive(tokens(0, 21, 84)));
  CHECK_FALSE(is_repetitive(tokens(64, 1, 64)));
}

TEST_CASE("The health of a task lists the documents of each kind") {
  Report report;
  report.runs.resize(1);
  report.tasks.resize(1);
  report.tasks[0].name = "t";
  report.samples = {sample_of(3, answer(" \n", {}, StopReason::end_of_text)),
                    sample_of(0, answer("", {5}, StopReason::until)),
                    sample_of(1, answer("a a", tokens(0, 1, 40), StopReason::length)),
                    sample_of(2, RequestFailure{"no"}), sample_of(4, answer("fine", {1}, StopReason::until))};
  report.samples[4].outcomes = {{.filter = "f", .responses = {}, .metrics = {}, .no_match = true}};
  std::get<GeneratedText>(report.samples[4].requests[0].response).truncated_tokens = 9;
  const std::vector<TaskHealth> healths = task_healths(report);
  REQUIRE(healths.size() == 1);
  const TaskHealth& health = healths[0];
  CHECK(health.task == "t");
  CHECK(health.asked == 5);
  CHECK(health.failed == std::vector<std::int64_t>{2});
  CHECK(health.empty == std::vector<std::int64_t>{0, 3});
  CHECK(health.ended_at_once == 1);
  CHECK(health.cut == std::vector<std::int64_t>{1});
  CHECK(health.repetitive == std::vector<std::int64_t>{1});
  CHECK(health.no_match == std::vector<std::int64_t>{4});
  CHECK(health.truncated == std::vector<std::int64_t>{4});
}
