#include "metric/metric.h"

#include <algorithm>
#include <doctest/doctest.h>

#include "base/error.h"

using namespace coldread;

TEST_CASE("every metric of the table can be made and fits some output type") {
  const auto names = metric_names();
  CHECK(names.size() == 28);
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK(make_metric(name) != nullptr);
    const bool fits = metric_fits(name, "generate_until") || metric_fits(name, "multiple_choice") ||
                      metric_fits(name, "loglikelihood") || metric_fits(name, "loglikelihood_rolling");
    CHECK(fits);
    CHECK(std::count(names.begin(), names.end(), name) == 1);
  }
}

TEST_CASE("the default metrics fit their output types") {
  for (const char* type : {"generate_until", "multiple_choice", "loglikelihood", "loglikelihood_rolling"}) {
    CHECK(!default_metrics(type).empty());
    for (const std::string& name : default_metrics(type)) CHECK(metric_fits(name, type));
  }
  CHECK(!metric_fits("rougeL", "multiple_choice"));
}

TEST_CASE("a mistyped metric gets a suggestion") {
  try {
    make_metric("acc_nrom");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(std::string(error.what()) == "unknown metric 'acc_nrom'; did you mean 'acc_norm'?");
    CHECK(error.code() == ErrorCode::usage);
  }
}

TEST_CASE("perplexities, ter and brier_score are better when lower") {
  for (const std::string& name : metric_names()) {
    const bool lower = name.find("perplexity") != std::string::npos || name == "ter" || name == "brier_score" ||
                       name == "bits_per_byte";
    CHECK(make_metric(name)->higher_is_better() == !lower);
  }
}
