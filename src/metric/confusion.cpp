#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "metric/choice.h"
#include "metric/entry.h"

// Agreement of the chosen index with the gold one over all documents, as scikit-learn computes it.
//   f1   2 TP / (2 TP + FP + FN), of label 1 against the rest (average: binary), or over all labels: the plain mean
//        (macro), weighted by the label's gold count (weighted), or from the summed counts (micro). labels: the
//        indexes to average over in place of those that occur
//   mcc  (c s - sum_k p_k t_k) / sqrt((s^2 - sum p_k^2) (s^2 - sum t_k^2)); c right ones of s, p_k times label k was
//        chosen, t_k times it was gold. 0 where the root is 0.
// A document's value says whether it was right; stats: gold index, chosen index.

namespace coldread::metrics {
namespace {

struct Counts {
  double right = 0, chosen = 0, gold = 0;

  double f1() const { return chosen + gold > 0 ? 2 * right / (chosen + gold) : 0; }
};

std::map<std::int64_t, Counts> count_labels(std::span<const ItemScore> items) {
  std::map<std::int64_t, Counts> counts;
  for (const ItemScore& item : items) {
    const auto gold = static_cast<std::int64_t>(item.stats[0]);
    const auto chosen = static_cast<std::int64_t>(item.stats[1]);
    counts[gold].gold += 1;
    counts[chosen].chosen += 1;
    if (gold == chosen) counts[gold].right += 1;
  }
  return counts;
}

class Confusion : public Metric {
 public:
  ItemScore score(const Outcome& outcome) const override {
    const auto& choices = std::get<ChoiceOutcome>(outcome);
    const auto gold = static_cast<double>(first_gold(choices));
    const auto chosen = static_cast<double>(first_largest(choices.logprobs));
    return {gold == chosen ? 1.0 : 0.0, {gold, chosen}};
  }
  StandardError standard_error() const override { return StandardError::bootstrap; }
};

class F1 final : public Confusion {
 public:
  explicit F1(OptionReader& options)
      : average_(options.one_of("average", "binary", {"binary", "macro", "weighted", "micro"})) {
    const Value* labels = options.value("labels");
    if (labels == nullptr) return;
    const auto is_index = [](const Value& label) { return label.is_int(); };
    if (!labels->is_list() || labels->as_list().empty() || !std::ranges::all_of(labels->as_list(), is_index)) {
      options.fail("option 'labels' must be a list of choices' indexes");
    }
    for (const Value& label : labels->as_list()) labels_.insert(label.as_int());
  }

  double aggregate(std::span<const ItemScore> items) const override {
    auto counts = count_labels(items);
    if (!labels_.empty()) {
      std::erase_if(counts, [&](const auto& count) { return !labels_.contains(count.first); });
      for (const std::int64_t label : labels_) counts[label];
    }
    if (average_ == "binary") {
      const auto found = counts.find(1);
      return found == counts.end() ? 0 : found->second.f1();
    }
    Counts total;
    double sum = 0;
    for (const auto& [label, count] : counts) {
      total.right += count.right;
      total.chosen += count.chosen;
      total.gold += count.gold;
      sum += average_ == "weighted" ? count.f1() * count.gold : count.f1();
    }
    if (average_ == "micro") return total.f1();
    const double weights = average_ == "weighted" ? total.gold : static_cast<double>(counts.size());
    return weights > 0 ? sum / weights : 0;
  }
  std::string aggregation_name() const override { return "f1"; }

 private:
  std::string average_;
  std::set<std::int64_t> labels_;
};

class Mcc final : public Confusion {
 public:
  double aggregate(std::span<const ItemScore> items) const override {
    const auto n = static_cast<double>(items.size());
    double right = 0, both = 0, chosen_squared = 0, gold_squared = 0;
    for (const auto& [label, count] : count_labels(items)) {
      right += count.right;
      both += count.chosen * count.gold;
      chosen_squared += count.chosen * count.chosen;
      gold_squared += count.gold * count.gold;
    }
    const double spread = (n * n - chosen_squared) * (n * n - gold_squared);
    return spread == 0 ? 0 : (right * n - both) / std::sqrt(spread);
  }
  std::string aggregation_name() const override { return "matthews_corrcoef"; }
};

}  // namespace

Entry f1() {
  return {"f1", {kChoice}, make<F1>, "correct"};
}

Entry mcc() {
  return {"mcc", {kChoice}, make<Mcc>, "correct"};
}

}  // namespace coldread::metrics
