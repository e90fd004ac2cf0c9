#include "metric/metric.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <utility>

#include "base/error.h"

using namespace coldread;

namespace {

/// An outcome of each output type.
const std::array<std::pair<const char*, Outcome>, 4>& outcomes() {
  static const std::array<std::pair<const char*, Outcome>, 4> all{
      {{"generate_until", TextOutcome{.prediction = "the cat sat", .references = {"the cat sat down"}}},
       {"multiple_choice", ChoiceOutcome{.logprobs = {-1, -2},
                                         .unconditional_logprobs = {-2, -2},
                                         .is_greedy = {true, false},
                                         .choices = {"a cat", "a dog"},
                                         .gold = {0}}},
       {"loglikelihood", LikelihoodOutcome{.logprob = -1, .is_greedy = true}},
       {"loglikelihood_rolling", RollingOutcome{.logprob = -3, .text = "the cat sat"}}}};
  return all;
}

}  // namespace

TEST_CASE("every metric of the table has a name of its own and scores the output types that it fits") {
  const auto names = metric_names();
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK(std::count(names.begin(), names.end(), name) == 1);
    const auto metric = make_metric(name);
    REQUIRE(metric != nullptr);
    int types = 0;
    for (const auto& [type, outcome] : outcomes()) {
      if (!metric_fits(name, type)) continue;
      CAPTURE(type);
      ++types;
      const std::array<ItemScore, 2> items{metric->score(outcome), metric->score(outcome)};
      CHECK(std::isfinite(items[0].value));
      CHECK(std::isfinite(metric->aggregate(items)));
    }
    CHECK(types > 0);
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

TEST_CASE("perplexities, ter and brier_score are better when lower, shares and overlaps when higher") {
  for (const char* name : {"perplexity", "word_perplexity", "byte_perplexity", "bits_per_byte", "ter", "brier_score"}) {
    CAPTURE(name);
    CHECK_FALSE(make_metric(name)->higher_is_better());
  }
  for (const char* name :
       {"acc",     "acc_bytes", "acc_mutual_info", "acc_norm",    "bleu",     "bypass",     "chrf", "chrf++",
        "coqa_em", "coqa_f1",   "distinct",        "exact_match", "f1",       "likelihood", "mcc",  "rouge1",
        "rouge2",  "rouge3",    "rougeL",          "rougeLsum",   "squad_em", "squad_f1"}) {
    CAPTURE(name);
    CHECK(make_metric(name)->higher_is_better());
  }
}

TEST_CASE("A document's value of perplexity is its ln p, others' are the metric's own") {
  CHECK(document_value_name("perplexity", "loglikelihood") == "ln p");
  CHECK(document_value_is_opposite("perplexity", "loglikelihood"));
  CHECK(document_value_name("word_perplexity", "loglikelihood_rolling") == "word_perplexity");
  CHECK_FALSE(document_value_is_opposite("word_perplexity", "loglikelihood_rolling"));
  CHECK(document_value_name("mcc", "multiple_choice") == "correct");
  CHECK(document_value_name("mcc", "generate_until") == "mcc");
  CHECK(document_value_name("unknown", "multiple_choice") == "unknown");
}
