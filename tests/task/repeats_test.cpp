#include "task/repeats.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace coldread;

namespace {

TaskMetric metric(const std::string& name) {
  return {.name = name, .aggregation = "", .metric = make_metric(name)};
}

std::vector<std::string> names(const std::vector<RepeatMetric>& metrics) {
  std::vector<std::string> list;
  for (const RepeatMetric& metric : metrics) list.push_back(name_of(metric));
  return list;
}

}  // namespace

TEST_CASE("pass@k is the chance that k drawn responses hold a right one") {
  CHECK(pass_at_k(4, 0, 4) == 0);
  CHECK(pass_at_k(4, 1, 4) == 1);
  CHECK(pass_at_k(4, 1, 1) == doctest::Approx(0.25));
  CHECK(pass_at_k(4, 1, 2) == doctest::Approx(0.5));         // 1 - C(3,2)/C(4,2) = 1 - 3/6
  CHECK(pass_at_k(10, 3, 5) == doctest::Approx(11.0 / 12));  // 1 - C(7,5)/C(10,5) = 1 - 21/252
  CHECK(pass_at_k(200, 100, 100) == doctest::Approx(1));
}

TEST_CASE("the majority is the most frequent response, of equals the first") {
  CHECK(majority(std::vector<Value>{"a", "b", "b"}) == Value("b"));
  CHECK(majority(std::vector<Value>{"a", "b", "b", "a"}) == Value("a"));
  CHECK(majority(std::vector<Value>{"c"}) == Value("c"));
}

TEST_CASE(
    "a task with n responses has pass@2, pass@4 ... pass@n and maj@n of its first metric that says right or wrong") {
  const std::vector<TaskMetric> metrics{metric("bleu"), metric("exact_match"), metric("squad_em")};
  CHECK(names(repeat_metrics(metrics, 2)) == std::vector<std::string>{"pass@2", "maj@2"});
  CHECK(names(repeat_metrics(metrics, 6)) == std::vector<std::string>{"pass@2", "pass@4", "pass@6", "maj@6"});
  CHECK(repeat_metrics(metrics, 4).front().base == 1);
  CHECK(repeat_metrics(metrics, 1).empty());
  CHECK(repeat_metrics(std::vector<TaskMetric>{metric("rouge1")}, 4).empty());
}

TEST_CASE("a document's score is the mean over its responses") {
  const ItemScore mean = mean_score(std::vector<ItemScore>{{1, {2, 4}}, {0, {0, 1}}});
  CHECK(mean.value == 0.5);
  CHECK(mean.stats == std::vector<double>{1, 2.5});
}
