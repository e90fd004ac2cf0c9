#include <cmath>
#include <doctest/doctest.h>

#include "metric/metric.h"
#include "reference/metrics/cases.h"

using namespace coldread;
using reference::Case;

TEST_CASE("perplexity, word perplexity and bits per byte worked by hand") {
  const auto plain = make_metric("perplexity");
  const std::vector<ItemScore> two{plain->score(LikelihoodOutcome{-1, false}),
                                   plain->score(LikelihoodOutcome{-3, false})};
  CHECK(plain->aggregate(two) == doctest::Approx(std::exp(2.0)));

  const RollingOutcome text{-8 * std::log(2.0), " a b\n"};  // pieces "", a, b, "": 4; 5 bytes
  CHECK(make_metric("word_perplexity")->score(text).value == doctest::Approx(4));
  CHECK(make_metric("bits_per_byte")->score(text).value == doctest::Approx(8.0 / 5));
  CHECK(make_metric("byte_perplexity")->score(text).value == doctest::Approx(std::pow(2.0, 8.0 / 5)));
}

TEST_CASE("an empty text that cost nothing is no NaN") {
  CHECK(make_metric("bits_per_byte")->score(RollingOutcome{0, ""}).value == 0);
  CHECK(make_metric("byte_perplexity")->score(RollingOutcome{0, ""}).value == 1);
}

TEST_CASE("lm-evaluation-harness's perplexities are ours") {
  reference::Tally tally("perplexity.jsonl");
  for (const Case& one : reference::cases("perplexity.jsonl")) {
    const auto logprobs = reference::numbers(one.input("loglikelihoods"));
    bool good = true;
    for (const char* name : {"perplexity", "word_perplexity", "byte_perplexity", "bits_per_byte"}) {
      if (!one.wants(name)) continue;
      const auto metric = make_metric(name);
      std::vector<ItemScore> items;
      for (std::size_t k = 0; k < logprobs.size(); ++k) {
        Outcome outcome = LikelihoodOutcome{logprobs[k], false};
        if (one.inputs.find("documents") != nullptr) {
          outcome = RollingOutcome{logprobs[k], one.input("documents").as_list()[k].as_string()};
        }
        items.push_back(metric->score(outcome));
        const char* units = std::string_view(name) == "word_perplexity" ? "words" : "bytes";
        if (one.wants(units)) good = good && reference::close(items.back().stats[1], one.want(units).as_list()[k]);
      }
      good = good && reference::close(metric->aggregate(items), one.want(name));
    }
    tally.add(one, good);
  }
}
