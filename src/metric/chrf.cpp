#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <string>
#include <unordered_map>

#include "base/unicode.h"
#include "metric/entry.h"
#include "metric/sacrebleu.h"
#include "metric/words.h"

// chrF (character n-grams) and chrF++ (and words) of the corpus, 0 to 100, as sacrebleu computes them: the mean of the
// orders' F_beta = (1 + b^2) P R / (b^2 P + R). A document counts against the reference where its own score is best.
// stats: for each order n-grams of the output, of the reference, in common; then the number of references.
// Source: Popovic 2015, 2017.

namespace coldread::metrics {
namespace {

using Grams = std::unordered_map<std::u32string, int>;

/// Words with one punctuation character split off, the last before the first.
std::vector<std::u32string> chrf_words(std::u32string_view text) {
  std::vector<std::u32string> words;
  for (std::u32string& word : split_words(text)) {
    if (word.size() > 1 && is_ascii_punctuation(word.back())) {
      words.push_back(word.substr(0, word.size() - 1));
      words.push_back(word.substr(word.size() - 1));
    } else if (word.size() > 1 && is_ascii_punctuation(word.front())) {
      words.push_back(word.substr(0, 1));
      words.push_back(word.substr(1));
    } else {
      words.push_back(std::move(word));
    }
  }
  return words;
}

Grams character_grams(std::u32string_view text, std::size_t n) {
  Grams grams;
  for (std::size_t i = 0; i + n <= text.size(); ++i) ++grams[std::u32string(text.substr(i, n))];
  return grams;
}

Grams word_grams(const std::vector<std::u32string>& words, std::size_t n) {
  Grams grams;
  for (std::size_t i = 0; i + n <= words.size(); ++i) {
    std::u32string joined;
    for (std::size_t k = i; k < i + n; ++k) joined += words[k] + U' ';
    ++grams[joined];
  }
  return grams;
}

double count_all(const Grams& grams) {
  return std::accumulate(grams.begin(), grams.end(), 0.0,
                         [](double sum, const auto& gram) { return sum + gram.second; });
}

class Chrf final : public Metric {
 public:
  Chrf(OptionReader& options, std::int64_t default_word_order)
      : char_order_(static_cast<std::size_t>(options.integer("char_order", 6, 1, 100))),
        word_order_(static_cast<std::size_t>(options.integer("word_order", default_word_order, 0, 100))),
        beta_(options.integer("beta", 2, 0, 1000)),
        lowercase_(options.boolean("lowercase", false)),
        whitespace_(options.boolean("whitespace", false)),
        eps_smoothing_(options.boolean("eps_smoothing", false)),
        aggregation_(default_word_order == 0 ? "chrf" : "chrf++") {}

  ItemScore score(const Outcome& outcome) const override {
    const auto& text = std::get<TextOutcome>(outcome);
    const std::vector<Grams> output = grams_of(text.prediction);
    ItemScore best{-1, {}};
    for (const std::string& reference : references_of(text, aggregation_)) {
      const std::vector<double> counts = compare(output, grams_of(reference));
      const double score = f_score(counts);
      if (score > best.value) best = {score, counts};
    }
    best.stats.push_back(static_cast<double>(text.references.size()));
    return best;
  }

  double aggregate(std::span<const ItemScore> items) const override { return f_score(summed_stats(items)); }
  std::string aggregation_name() const override { return aggregation_; }
  StandardError standard_error() const override { return StandardError::bootstrap_few; }

  std::string signature(std::span<const ItemScore> items) const override {
    return sacrebleu_signature(items, {{"case", lowercase_ ? "lc" : "mixed"},
                                       {"eff", eps_smoothing_ ? "no" : "yes"},
                                       {"nc", fmt::to_string(char_order_)},
                                       {"nw", fmt::to_string(word_order_)},
                                       {"space", whitespace_ ? "yes" : "no"}});
  }

  Dict parts(std::span<const ItemScore> items) const override {
    const std::vector<double> sums = summed_stats(items);
    List output, reference, common;
    for (std::size_t k = 0; k < orders(); ++k) {
      output.emplace_back(static_cast<std::int64_t>(sums[3 * k]));
      reference.emplace_back(static_cast<std::int64_t>(sums[3 * k + 1]));
      common.emplace_back(static_cast<std::int64_t>(sums[3 * k + 2]));
    }
    Dict parts;
    parts.set("sys_ngrams", std::move(output));
    parts.set("ref_ngrams", std::move(reference));
    parts.set("matches", std::move(common));
    return parts;
  }

  std::string summary(std::span<const ItemScore> items) const override {
    return fmt::format("chrF{}{} = {:.2f}", beta_, std::string(word_order_, '+'), aggregate(items));
  }

 private:
  std::size_t orders() const { return char_order_ + word_order_; }

  /// By order: characters first, then words.
  std::vector<Grams> grams_of(std::string_view line) const {
    const std::u32string text = to_utf32(lowercase_ ? lower(line) : std::string(line));
    std::u32string characters;
    for (const char32_t c : text) {
      if (whitespace_ || !is_python_space(c)) characters += c;
    }
    std::vector<Grams> grams;
    for (std::size_t n = 1; n <= char_order_; ++n) grams.push_back(character_grams(characters, n));
    if (word_order_ == 0) return grams;
    const auto words = chrf_words(text);
    for (std::size_t n = 1; n <= word_order_; ++n) grams.push_back(word_grams(words, n));
    return grams;
  }

  static std::vector<double> compare(const std::vector<Grams>& output, const std::vector<Grams>& reference) {
    std::vector<double> counts;
    for (std::size_t k = 0; k < output.size(); ++k) {
      double common = 0;
      for (const auto& [gram, times] : output[k]) {
        const auto found = reference[k].find(gram);
        if (found != reference[k].end()) common += std::min(times, found->second);
      }
      // An order that the reference is too short for does not count against the output.
      counts.push_back(reference[k].empty() ? 0 : count_all(output[k]));
      counts.push_back(count_all(reference[k]));
      counts.push_back(common);
    }
    return counts;
  }

  /// 0 to 100. By default precision and recall are averaged over the orders that both sides have, then combined; with
  /// eps_smoothing each order's F is taken, empty ones as almost 0, and averaged over all orders.
  double f_score(std::span<const double> counts) const {
    constexpr double kEps = 1e-16;
    const auto factor = static_cast<double>(beta_ * beta_);
    double sum_f = 0, precision_sum = 0, recall_sum = 0, effective = 0;
    for (std::size_t k = 0; k < orders(); ++k) {
      const double output = counts[3 * k], reference = counts[3 * k + 1], common = counts[3 * k + 2];
      const double precision = output > 0 ? common / output : kEps;
      const double recall = reference > 0 ? common / reference : kEps;
      const double below = factor * precision + recall;
      sum_f += below > 0 ? (1 + factor) * precision * recall / below : kEps;
      if (output > 0 && reference > 0) {
        precision_sum += precision;
        recall_sum += recall;
        effective += 1;
      }
    }
    if (eps_smoothing_) return 100 * sum_f / static_cast<double>(orders());
    if (effective == 0) return 0;
    const double precision = precision_sum / effective;
    const double recall = recall_sum / effective;
    if (precision + recall == 0) return 0;
    return 100 * ((1 + factor) * precision * recall / (factor * precision + recall));
  }

  std::size_t char_order_, word_order_;
  std::int64_t beta_;
  bool lowercase_, whitespace_, eps_smoothing_;
  std::string aggregation_;
};

}  // namespace

Entry chrf() {
  return {"chrf", {kGenerate}, [](OptionReader& options) -> std::unique_ptr<Metric> {
            return std::make_unique<Chrf>(options, 0);
          }};
}

Entry chrf_plus_plus() {
  return {"chrf++", {kGenerate}, [](OptionReader& options) -> std::unique_ptr<Metric> {
            return std::make_unique<Chrf>(options, 2);
          }};
}

}  // namespace coldread::metrics
