#include "runner/divergence.h"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>

#include "model/model.h"
#include "runner/divergence_run.h"
#include "support/error_of.h"

using namespace coldread;
using coldread::test::error_of;

namespace {

class Rows final : public LogitsSink {
 public:
  explicit Rows(std::size_t count) : rows(count) {}
  void on_probe(std::size_t probe, const ProbeResult&, std::span<const float> logits) override {
    rows[probe].assign(logits.begin(), logits.end());
  }
  std::vector<std::vector<double>> rows;
};

/// Every row of logits of a window, all in one batch.
std::vector<std::vector<double>> rows_of(Model& model, const std::vector<TokenId>& ids) {
  KvSequence sequence = model.new_sequence();
  Batch batch;
  batch.rows.push_back({.sequence = &sequence, .tokens = std::span(ids).first(ids.size() - 1)});
  for (std::uint32_t i = 0; i + 1 < ids.size(); ++i)
    batch.probes.push_back({.row = 0, .token = i, .want_logits = true});
  Rows sink(batch.probes.size());
  model.forward(batch, sink);
  return sink.rows;
}

/// ln p of every token, in double precision.
std::vector<double> log_softmax(const std::vector<double>& logits) {
  const double largest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const double logit : logits) sum += std::exp(logit - largest);
  std::vector<double> out;
  for (const double logit : logits) out.push_back(logit - largest - std::log(sum));
  return out;
}

double kl(const std::vector<double>& p, const std::vector<double>& q) {
  const std::vector<double> ln_p = log_softmax(p), ln_q = log_softmax(q);
  double sum = 0;
  for (std::size_t v = 0; v < p.size(); ++v) sum += std::exp(ln_p[v]) * (ln_p[v] - ln_q[v]);
  return sum;
}

}  // namespace

TEST_CASE("Each token's divergence is that of float64 over the same logits") {
  const std::string path = "tests/reference/model/tiny-llama/small-untied-Q4_1.gguf";
  const auto base = load_model(path, {.compute = "fp32"}), other = load_model(path, {.compute = "int8"});
  ScoredIds window;
  for (TokenId i = 0; i < 40; ++i) window.ids.push_back((i * 37 + 5) % static_cast<TokenId>(base->vocabulary_size()));
  window.from = 3;
  const auto found = token_divergences(*base, *other, window);
  const auto p = rows_of(*base, window.ids), q = rows_of(*other, window.ids);
  REQUIRE(found.size() == window.ids.size() - window.from);
  double largest = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::size_t row = i + window.from - 1;
    CHECK(found[i].id == window.ids[row + 1]);
    CHECK(std::abs(found[i].kl - kl(p[row], q[row])) < 1e-6);
    CHECK(found[i].base_logprob ==
          doctest::Approx(log_softmax(p[row])[static_cast<std::size_t>(found[i].id)]).epsilon(1e-6));
    largest = std::max(largest, found[i].kl);
  }
  CHECK(largest > 1e-6);  // int8 is another model
}

TEST_CASE("A model does not diverge from itself") {
  const std::string path = "tests/reference/model/tiny-llama/small-untied-Q4_1.gguf";
  const auto base = load_model(path), other = load_model(path);
  const auto found = token_divergences(*base, *other, {.ids = {1, 2, 3, 4, 5}, .from = 1});
  for (const TokenDivergence& one : found) {
    CHECK(one.kl == 0);
    CHECK(one.same_top);
  }
  const DivergenceSummary summary = summarize(found);
  CHECK(summary.perplexity_ratio.value == 1);
  CHECK(summary.perplexity_ratio.low == 1);
  CHECK(summary.tokens == 4);
}

TEST_CASE("A summary's quantiles are numpy's") {
  std::vector<TokenDivergence> tokens;
  for (const double kl : {0.4, 0.1, 0.3, 0.2}) {
    tokens.push_back({.id = 0, .text = 0, .kl = kl, .base_logprob = -1, .other_logprob = -2, .same_top = kl < 0.25});
  }
  const DivergenceSummary summary = summarize(tokens);
  CHECK(summary.kl_mean.value == doctest::Approx(0.25));
  CHECK(summary.kl_median == doctest::Approx(0.25));
  CHECK(summary.kl_p90 == doctest::Approx(0.37));
  CHECK(summary.kl_p99 == doctest::Approx(0.397));
  CHECK(summary.kl_max == 0.4);
  CHECK(summary.same_top.value == 0.5);
  CHECK(summary.perplexity_ratio.value == doctest::Approx(std::exp(1.0)));
  CHECK(summary.units == 1);
}

TEST_CASE("A model is named with the type that it is computed in") {
  CHECK(model_under_type("a/b.gguf").compute == "fp32");
  CHECK(model_under_type("a,b.gguf").path == "a,b.gguf");
  CHECK(model_under_type("a.gguf,compute=int8").path == "a.gguf");
  CHECK(model_under_type("a.gguf,compute=int8").compute == "int8");
  CHECK(error_of([] { model_under_type("a.gguf,compute=int4"); }).find("int4") != std::string::npos);
  CHECK(error_of([] { model_under_type("a.gguf,type=int8"); }).find("PATH,compute=fp32|int8|bf16") !=
        std::string::npos);
}
