#include "runner/divergence.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "base/error.h"
#include "stats/resampling.h"

namespace coldread {
namespace {

constexpr std::size_t kKeptFloats = std::size_t{16} << 20;  ///< 64 MB of the base's logits
constexpr std::size_t kUnitTokens = 128;
constexpr std::int64_t kRounds = 2000;
constexpr std::int64_t kSeed = 0;
constexpr double kLevel = 0.95;

/// What a model said after one token.
struct Answer {
  ProbeResult result;
  std::span<const float> logits;
};

/// Keeps a copy of the logits of each probe.
class Keeper final : public LogitsSink {
 public:
  Keeper(std::size_t probes, std::size_t vocabulary) : answers_(probes), logits_(probes * vocabulary) {}

  void on_probe(std::size_t probe, const ProbeResult& result, std::span<const float> logits) override {
    float* kept = logits_.data() + probe * logits.size();
    std::ranges::copy(logits, kept);
    answers_[probe] = {.result = result, .logits = {kept, logits.size()}};
  }
  const Answer& operator[](std::size_t probe) const { return answers_[probe]; }

 private:
  std::vector<Answer> answers_;
  std::vector<float> logits_;
};

/// sum_v p(v) (ln p(v) - ln q(v)) with ln p(v) = a[v] - log_partition, in double precision.
double kl_divergence(const Answer& p, const Answer& q) {
  double sum = 0;
  for (std::size_t v = 0; v < p.logits.size(); ++v) {
    const double ln_p = static_cast<double>(p.logits[v]) - p.result.log_partition;
    const double ln_q = static_cast<double>(q.logits[v]) - q.result.log_partition;
    sum += std::exp(ln_p) * (ln_p - ln_q);
  }
  return sum;
}

/// Compares the other's logits with those kept, row by row as they come.
class Comparer final : public LogitsSink {
 public:
  Comparer(const Keeper& base, std::span<TokenDivergence> out) : base_(base), out_(out) {}

  void on_probe(std::size_t probe, const ProbeResult& result, std::span<const float> logits) override {
    const Answer& base = base_[probe];
    TokenDivergence& out = out_[probe];
    out.kl = base.result.finite && result.finite ? kl_divergence(base, {.result = result, .logits = logits})
                                                 : std::numeric_limits<double>::quiet_NaN();
    out.base_logprob = base.result.target_logprob;
    out.other_logprob = result.target_logprob;
    out.same_top = base.result.argmax == result.argmax;
  }

 private:
  const Keeper& base_;
  std::span<TokenDivergence> out_;
};

/// A model with its keys and values of one window.
struct Reader {
  Model& model;
  KvSequence sequence;

  void read(std::span<const TokenId> tokens, const std::vector<Probe>& probes, LogitsSink& sink) {
    Batch batch;
    batch.rows.push_back({.sequence = &sequence, .tokens = tokens});
    batch.probes = probes;
    model.forward(batch, sink);
  }
};

/// Asks for the whole distribution after each token of a block whose successor is scored. first: of the block.
std::vector<Probe> probes_of(const ScoredIds& window, std::size_t first, std::size_t count) {
  std::vector<Probe> probes;
  for (std::size_t i = first; i < first + count; ++i) {
    if (i + 1 < window.from) continue;
    probes.push_back(
        {.row = 0, .token = static_cast<std::uint32_t>(i - first), .target = window.ids[i + 1], .want_logits = true});
  }
  return probes;
}

/// numpy.quantile of sorted values.
double quantile(const std::vector<double>& sorted, double q) {
  const double at = q * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (at - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

/// Sums over a stretch of tokens.
struct Sums {
  double tokens = 0, kl = 0, base = 0, other = 0, same = 0, change = 0;

  void add(const Sums& more) {
    tokens += more.tokens;
    kl += more.kl;
    base += more.base;
    other += more.other;
    same += more.same;
    change += more.change;
  }
  void add(const TokenDivergence& one) {
    add({.tokens = 1,
         .kl = one.kl,
         .base = one.base_logprob,
         .other = one.other_logprob,
         .same = one.same_top ? 1.0 : 0.0,
         .change = std::exp(one.other_logprob) - std::exp(one.base_logprob)});
  }
};

std::vector<Sums> units_of(std::span<const TokenDivergence> tokens) {
  std::vector<Sums> units;
  std::size_t text = tokens.front().text;
  for (const TokenDivergence& one : tokens) {
    if (units.empty() || one.text != text || units.back().tokens >= kUnitTokens) units.emplace_back();
    text = one.text;
    units.back().add(one);
  }
  return units;
}

Measured measure(const std::vector<Sums>& units, const std::function<double(const Sums&)>& statistic) {
  const auto over = [&](std::span<const std::size_t> drawn) {
    Sums sums;
    for (const std::size_t i : drawn) sums.add(units[i]);
    return statistic(sums);
  };
  std::vector<std::size_t> all(units.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  const auto replicates = bootstrap_replicates(single_units(units.size()), kRounds, kSeed, over);
  const Interval interval = percentile_interval(replicates, kLevel);
  return {.value = over(all), .low = interval.low, .high = interval.high};
}

}  // namespace

std::vector<TokenDivergence> token_divergences(Model& base, Model& other, const ScoredIds& window) {
  const std::size_t vocabulary = static_cast<std::size_t>(base.vocabulary_size());
  COLDREAD_CHECK(base.vocabulary_size() == other.vocabulary_size());
  const std::span<const TokenId> tokens = window.read();
  const std::size_t most = std::max<std::size_t>(1, kKeptFloats / vocabulary);
  Reader first{base, base.new_sequence()}, second{other, other.new_sequence()};
  std::vector<TokenDivergence> all;
  for (std::size_t begin = 0; begin < tokens.size(); begin += most) {
    const std::size_t count = std::min(most, tokens.size() - begin);
    const std::vector<Probe> probes = probes_of(window, begin, count);
    Keeper kept(probes.size(), vocabulary);
    std::vector<TokenDivergence> found(probes.size());
    Comparer compared(kept, found);
    first.read(tokens.subspan(begin, count), probes, kept);
    second.read(tokens.subspan(begin, count), probes, compared);
    for (std::size_t i = 0; i < found.size(); ++i) {
      found[i].id = probes[i].target;
      if (!std::isfinite(found[i].kl)) throw Error(ErrorCode::input, "a model gives logits that are not finite");
    }
    all.insert(all.end(), found.begin(), found.end());
  }
  return all;
}

DivergenceSummary summarize(std::span<const TokenDivergence> tokens) {
  DivergenceSummary summary;
  std::vector<double> kls;
  for (const TokenDivergence& one : tokens) kls.push_back(one.kl);
  std::ranges::sort(kls);
  const std::vector<Sums> units = units_of(tokens);
  const auto perplexity = [](double logprob, double count) { return std::exp(-logprob / count); };
  summary.kl_mean = measure(units, [](const Sums& s) { return s.kl / s.tokens; });
  summary.same_top = measure(units, [](const Sums& s) { return s.same / s.tokens; });
  summary.perplexity_base = measure(units, [&](const Sums& s) { return perplexity(s.base, s.tokens); });
  summary.perplexity_other = measure(units, [&](const Sums& s) { return perplexity(s.other, s.tokens); });
  summary.perplexity_ratio = measure(units, [&](const Sums& s) { return perplexity(s.other - s.base, s.tokens); });
  summary.probability_change = measure(units, [](const Sums& s) { return s.change / s.tokens; });
  summary.kl_median = quantile(kls, 0.5);
  summary.kl_p90 = quantile(kls, 0.9);
  summary.kl_p99 = quantile(kls, 0.99);
  summary.kl_p999 = quantile(kls, 0.999);
  summary.kl_max = kls.back();
  summary.tokens = std::ssize(tokens);
  summary.units = std::ssize(units);
  return summary;
}

}  // namespace coldread
