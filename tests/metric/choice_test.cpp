#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>

#include "metric/metric.h"
#include "reference/metrics/cases.h"

using namespace coldread;
using reference::Case;

namespace {

ChoiceOutcome outcome_of(const Case& one) {
  ChoiceOutcome outcome;
  outcome.choices = reference::texts(one.input("choices"));
  outcome.logprobs = reference::numbers(one.input("loglikelihoods"));
  if (const Value* unconditional = one.inputs.find("unconditional_loglikelihoods")) {
    outcome.unconditional_logprobs = reference::numbers(*unconditional);
  }
  for (const Value& greedy : one.input("is_greedy").as_list()) outcome.is_greedy.push_back(greedy.as_bool());
  const Value& target = one.input("target");
  if (target.is_list()) {
    for (const Value& gold : target.as_list()) outcome.gold.push_back(gold.as_int());
  } else if (target.is_int()) {
    outcome.gold = {target.as_int()};
  } else {
    const auto found = std::find(outcome.choices.begin(), outcome.choices.end(), target.as_string());
    outcome.gold = {found == outcome.choices.end() ? -100 : found - outcome.choices.begin()};
  }
  return outcome;
}

/// What lm-evaluation-harness keeps of a document: a number, (gold, chosen) or (gold, [numbers]).
bool matches(const ItemScore& item, const Value& want) {
  if (!want.is_list()) return reference::close(item.value, want);
  const List& pair = want.as_list();
  if (!reference::close(item.stats[0], pair[0])) return false;
  if (!pair[1].is_list()) return reference::close(item.stats[1], pair[1]);
  return reference::close(List(item.stats.begin() + 1, item.stats.end()), pair[1].as_list());
}

bool matches_aggregate(const Case& one) {
  std::vector<ItemScore> items;
  const auto gold = reference::numbers(one.input("gold"));
  if (one.inputs.find("probabilities") != nullptr) {
    const auto metric = make_metric("brier_score");
    for (std::size_t k = 0; k < gold.size(); ++k) {
      ChoiceOutcome outcome;
      outcome.gold = {static_cast<std::int64_t>(gold[k])};
      for (const double p : reference::numbers(one.input("probabilities").as_list()[k])) {
        outcome.logprobs.push_back(std::log(p));
      }
      items.push_back(metric->score(outcome));
    }
    return reference::close(metric->aggregate(items), one.want("brier_score"));
  }
  const auto chosen = reference::numbers(one.input("pred"));
  for (std::size_t k = 0; k < gold.size(); ++k)
    items.push_back({gold[k] == chosen[k] ? 1.0 : 0.0, {gold[k], chosen[k]}});
  return reference::close(make_metric("f1")->aggregate(items), one.want("f1")) &&
         reference::close(make_metric("mcc")->aggregate(items), one.want("mcc"));
}

}  // namespace

TEST_CASE("acc, acc_norm and acc_bytes differ in the length they divide by") {
  ChoiceOutcome outcome;
  outcome.logprobs = {-2.0, -3.0, -3.5};
  outcome.choices = {"a", "\xC3\xA9\xC3\xA9", "abc"};  // 1, 2, 3 code points; 1, 4, 3 bytes
  outcome.is_greedy = {false, false, false};
  outcome.gold = {0};
  CHECK(make_metric("acc")->score(outcome).value == 1);
  outcome.gold = {2};
  CHECK(make_metric("acc_norm")->score(outcome).value == 1);  // -2, -1.5, -1.17
  outcome.gold = {1};
  CHECK(make_metric("acc_bytes")->score(outcome).value == 1);  // -2, -0.75, -1.17
}

TEST_CASE("the first of equal choices is taken, and any of several gold ones is right") {
  ChoiceOutcome outcome;
  outcome.logprobs = {-1.0, -1.0};
  outcome.choices = {"a", "b"};
  outcome.is_greedy = {false, true};
  outcome.gold = {1};
  CHECK(make_metric("acc")->score(outcome).value == 0);
  CHECK(make_metric("exact_match")->score(outcome).value == 1);
  outcome.gold = {1, 0};
  CHECK(make_metric("acc")->score(outcome).value == 1);
  outcome.gold = {7};
  CHECK(make_metric("acc")->score(outcome).value == 0);
  CHECK(make_metric("exact_match")->score(outcome).value == 0);
}

TEST_CASE("f1 and mcc of a table worked by hand") {
  // gold 1 1 1 0 0, chosen 1 1 0 1 0: TP 2, FN 1, FP 1, TN 1
  const std::vector<ItemScore> items{{1, {1, 1}}, {1, {1, 1}}, {0, {1, 0}}, {0, {0, 1}}, {1, {0, 0}}};
  CHECK(make_metric("f1")->aggregate(items) == doctest::Approx(2.0 / 3));
  CHECK(make_metric("mcc")->aggregate(items) == doctest::Approx((2 * 1 - 1 * 1) / std::sqrt(3.0 * 3 * 2 * 2)));
  Dict macro, weighted, micro;
  macro.set("average", "macro");
  weighted.set("average", "weighted");
  micro.set("average", "micro");
  CHECK(make_metric("f1", macro)->aggregate(items) == doctest::Approx((2.0 / 3 + 0.5) / 2));
  CHECK(make_metric("f1", weighted)->aggregate(items) == doctest::Approx((2.0 / 3 * 3 + 0.5 * 2) / 5));
  CHECK(make_metric("f1", micro)->aggregate(items) == doctest::Approx(3.0 / 5));
  Dict labels;
  labels.set("average", "macro");
  labels.set("labels", List{1, 2});  // of which 2 does not occur
  CHECK(make_metric("f1", labels)->aggregate(items) == doctest::Approx((2.0 / 3 + 0) / 2));
}

TEST_CASE("lm-evaluation-harness's multiple choice results are ours") {
  reference::Tally tally("multiple_choice.jsonl");
  for (const Case& one : reference::cases("multiple_choice.jsonl")) {
    if (one.params.find("op") != nullptr) {
      tally.add(one, matches_aggregate(one));
      continue;
    }
    const ChoiceOutcome outcome = outcome_of(one);
    bool good = true;
    for (const auto& [name, want] : one.expected.as_dict()) {
      good = good && matches(make_metric(name)->score(outcome), want);
    }
    tally.add(one, good);
  }
}
