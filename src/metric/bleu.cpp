#include <cmath>
#include <fmt/format.h>

#include "base/unicode.h"
#include "metric/bleu_score.h"
#include "metric/bleu_tokenizer.h"
#include "metric/entry.h"
#include "metric/sacrebleu.h"

// BLEU of the corpus, 0 to 100, as sacrebleu computes it. A document's value is the same formula over its own counts.
// stats: system length, reference length, matches by order, totals by order, number of references.

namespace coldread::metrics {
namespace {

class Bleu final : public Metric {
 public:
  explicit Bleu(OptionReader& options)
      : tokenizer_(options.one_of("tokenize", "13a", bleu_tokenizers())),
        lowercase_(options.boolean("lowercase", false)),
        effective_order_(options.boolean("effective_order", false)),
        max_order_(static_cast<std::size_t>(options.integer("max_ngram_order", 4, 1, 100))) {
    smoothing_.method = options.one_of("smooth_method", "exp", {"none", "floor", "add-k", "exp"});
    if (options.value("smooth_value") != nullptr) smoothing_.value = options.number("smooth_value", 0, 0, HUGE_VAL);
  }

  ItemScore score(const Outcome& outcome) const override {
    const auto& text = std::get<TextOutcome>(outcome);
    std::vector<std::string> references;
    for (const std::string& reference : references_of(text, "bleu")) references.push_back(prepared(reference));
    const BleuCounts counts = bleu_counts(prepared(text.prediction), references, max_order_);
    ItemScore item{0, {counts.system_length, counts.reference_length}};
    item.stats.insert(item.stats.end(), counts.right.begin(), counts.right.end());
    item.stats.insert(item.stats.end(), counts.total.begin(), counts.total.end());
    item.stats.push_back(static_cast<double>(references.size()));
    item.value = aggregate({&item, 1});
    return item;
  }

  double aggregate(std::span<const ItemScore> items) const override { return whole(items).score; }
  std::string aggregation_name() const override { return "bleu"; }
  StandardError standard_error() const override { return StandardError::bootstrap_few; }

  std::string signature(std::span<const ItemScore> items) const override {
    std::string smooth = smoothing_.method;
    if (smooth == "floor" || smooth == "add-k") smooth += fmt::format("[{:.2f}]", smoothing_.amount());
    return sacrebleu_signature(items, {{"case", lowercase_ ? "lc" : "mixed"},
                                       {"eff", effective_order_ ? "yes" : "no"},
                                       {"tok", tokenizer_},
                                       {"smooth", smooth}});
  }

  Dict parts(std::span<const ItemScore> items) const override {
    const BleuScore score = whole(items);
    Dict parts;
    parts.set("counts", numbers(score.counts.right));
    parts.set("totals", numbers(score.counts.total));
    parts.set("precisions", List(score.precisions.begin(), score.precisions.end()));
    parts.set("bp", score.brevity_penalty);
    parts.set("sys_len", static_cast<std::int64_t>(score.counts.system_length));
    parts.set("ref_len", static_cast<std::int64_t>(score.counts.reference_length));
    return parts;
  }

  std::string summary(std::span<const ItemScore> items) const override { return whole(items).text(); }

 private:
  std::string prepared(std::string_view line) const {
    const std::string text = lowercase_ ? lower(line) : std::string(line);
    return bleu_tokenized(tokenizer_, strip_right(text));
  }

  BleuScore whole(std::span<const ItemScore> items) const {
    const std::vector<double> sums = summed_stats(items);
    const auto right = sums.begin() + 2;
    const auto total = right + static_cast<std::ptrdiff_t>(max_order_);
    BleuCounts counts{sums[0], sums[1], {right, total}, {total, total + static_cast<std::ptrdiff_t>(max_order_)}};
    return bleu_score(std::move(counts), smoothing_, effective_order_);
  }

  /// Whole numbers as such; add-k with a fraction leaves fractions.
  static List numbers(const std::vector<double>& values) {
    List list;
    for (const double value : values) {
      if (value == std::floor(value)) {
        list.emplace_back(static_cast<std::int64_t>(value));
      } else {
        list.emplace_back(value);
      }
    }
    return list;
  }

  std::string tokenizer_;
  bool lowercase_, effective_order_;
  std::size_t max_order_;
  BleuSmoothing smoothing_;
};

}  // namespace

Entry bleu() {
  return {"bleu", {kGenerate}, make<Bleu>};
}

}  // namespace coldread::metrics
