#include <doctest/doctest.h>

#include "base/error.h"
#include "metric/metric.h"
#include "reference/metrics/cases.h"
#include "stats/group.h"

using namespace coldread;
using reference::Case;

namespace {

std::vector<ItemScore> plain_items(const std::vector<double>& values) {
  std::vector<ItemScore> items;
  for (const double value : values) items.push_back({value, {}});
  return items;
}

/// The items of a bootstrap case as the statistic's own metric keeps them.
std::vector<ItemScore> items_of(const Case& one, const std::string& statistic, const Metric& metric) {
  std::vector<ItemScore> items;
  for (const Value& row : one.input("items").as_list()) {
    if (!row.is_list()) {
      items.push_back({reference::number(row), {}});
    } else if (statistic == "f1" || statistic == "mcc") {
      items.push_back({0, reference::numbers(row)});
    } else {
      items.push_back(metric.score(TextOutcome{row.as_list()[1].as_string(), {row.as_list()[0].as_string()}}));
    }
  }
  return items;
}

bool matches_group(const Case& one) {
  const auto errors = reference::numbers(one.input("stderrs"));
  const auto values = reference::numbers(one.input("metrics"));
  std::vector<std::int64_t> sizes;
  for (const Value& size : one.input("sizes").as_list()) sizes.push_back(size.as_int());
  const std::vector<std::int64_t> ones(sizes.size(), 1);
  return reference::close(pooled_standard_error(errors, sizes), one.want("pooled_sample_stderr")) &&
         reference::close(unweighted_standard_error(errors), one.want("unweighted_mean_stderr")) &&
         reference::close(weighted_mean(values, sizes), one.want("weighted_mean")) &&
         reference::close(weighted_mean(values, ones), one.want("plain_mean"));
}

bool matches_mean(const Case& one) {
  const auto items = plain_items(reference::numbers(one.input("items")));
  const Estimate got = estimate(*make_metric("acc"), items);
  return reference::close(got.value, one.want("value")) && reference::close(*got.standard_error, one.want("stderr")) &&
         reference::close(estimate(*make_metric("acc"), items, "median").value, one.want("median"));
}

bool matches_bootstrap(const Case& one) {
  const std::string& statistic = one.param("statistic").as_string();
  const bool aggregation = statistic == "median" || statistic == "nanmean" || statistic == "perplexity";
  const auto metric = make_metric(aggregation ? "acc" : statistic);
  const Estimate got = estimate(*metric, items_of(one, statistic, *metric), aggregation ? statistic : "",
                                {.iterations = one.param("iters").as_int()});
  return reference::close(got.value, one.want("value")) && reference::close(*got.standard_error, one.want("stderr"));
}

}  // namespace

TEST_CASE("the standard error of a mean worked by hand") {
  const Estimate got = estimate(*make_metric("acc"), plain_items({1, 0, 0, 1}));
  CHECK(got.value == 0.5);
  CHECK(*got.standard_error == doctest::Approx(std::sqrt(1.0 / 3) / 2));
  CHECK(got.count == 4);
}

TEST_CASE("one document has no standard error, nor has brier_score, nor anything without iterations") {
  CHECK(!estimate(*make_metric("acc"), plain_items({1})).standard_error);
  CHECK(!estimate(*make_metric("brier_score"), plain_items({1, 2})).standard_error);
  CHECK(!estimate(*make_metric("acc"), plain_items({1, 0}), "", {.iterations = 0}).standard_error);
}

TEST_CASE("the metric's own aggregation may be named") {
  const auto metric = make_metric("perplexity");
  const auto items = plain_items({-1, -2, -6});
  CHECK(estimate(*metric, items, "perplexity").value == metric->aggregate(items));
  CHECK(estimate(*metric, items, "mean").value == -3);
  CHECK(estimate(*metric, items, "median").value == -2);
}

TEST_CASE("an unknown aggregation is named with a suggestion") {
  try {
    estimate(*make_metric("acc"), plain_items({1, 0}), "meann");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("did you mean 'mean'") != std::string::npos);
  }
}

TEST_CASE("lm-evaluation-harness's standard errors are ours") {
  reference::Tally tally("stderr.jsonl");
  for (const Case& one : reference::cases("stderr.jsonl")) {
    const std::string& function = one.param("function").as_string();
    tally.add(one, function == "group"         ? matches_group(one)
                   : function == "mean_stderr" ? matches_mean(one)
                                               : matches_bootstrap(one));
  }
}
