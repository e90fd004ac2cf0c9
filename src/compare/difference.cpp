#include "compare/difference.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "stats/mcnemar.h"
#include "stats/moments.h"
#include "stats/paired.h"
#include "stats/randomisation.h"

namespace coldread {
namespace {

using Runs = std::vector<std::vector<ItemScore>>;

/// A document's value: the mean over the runs of an arm.
std::vector<double> values_of(const Runs& runs) {
  std::vector<double> values(runs.front().size(), 0.0);
  for (const auto& items : runs) {
    for (std::size_t i = 0; i < items.size(); ++i) values[i] += items[i].value;
  }
  for (double& value : values) value /= static_cast<double>(runs.size());
  return values;
}

bool all_zero_or_one(const std::vector<double>& values) {
  return std::ranges::all_of(values, [](double value) { return value == 0 || value == 1; });
}

std::string rounds_text(std::string_view test, std::int64_t rounds) {
  return rounds == 0 ? std::string(test) : fmt::format("{} {}", test, rounds);
}

/// The metric over the drawn documents, averaged over the runs of an arm.
double score_over(const Scorer& scorer, const Runs& runs, std::span<const std::size_t> documents) {
  double sum = 0;
  std::vector<ItemScore> drawn(documents.size());
  for (const auto& items : runs) {
    for (std::size_t i = 0; i < documents.size(); ++i) drawn[i] = items[documents[i]];
    sum += scorer.score(drawn);
  }
  return sum / static_cast<double>(runs.size());
}

void set_effect(const std::vector<double>& differences, Difference& out) {
  const double deviation = sample_deviation(differences);
  out.effect_name = "d";
  if (deviation > 0) out.effect = mean(differences) / deviation;
}

/// 0/1 scores: McNemar's test, Student's interval.
void compare_shares(const std::vector<double>& first, const std::vector<double>& second, OpenDifference& open) {
  Difference& out = open.difference;
  const auto t = *paired_t(second, first, kLevel);
  out.low = t.interval.low;
  out.high = t.interval.high;
  out.interval = "t";
  const std::int64_t up = out.documents_up, down = out.documents_down;
  out.test = "mcnemar";
  out.p = mcnemar(down, up).p_exact;
  out.effect_name = "g";
  if (down + up > 0) {
    const double better = static_cast<double>(up) / static_cast<double>(down + up) - 0.5;
    out.effect = out.higher_is_better ? better : -better;  // with the sign of the difference
  }
  open.standard_error = t.standard_error;
  open.degrees = t.degrees;
}

std::vector<double> mean_replicates(const std::vector<double>& differences, const Units& units, std::int64_t seed) {
  return bootstrap_replicates(units, kBootstrapRounds, seed, [&](auto documents) {
    double sum = 0;
    for (const std::size_t i : documents) sum += differences[i];
    return sum / static_cast<double>(documents.size());
  });
}

std::vector<double> corpus_replicates(const Scorer& scorer, const PairedItems& items, std::int64_t seed) {
  return bootstrap_replicates(items.units, kBootstrapRounds, seed, [&](auto documents) {
    return score_over(scorer, items.second, documents) - score_over(scorer, items.first, documents);
  });
}

void compare_means(const std::vector<double>& differences, const Units& units, OpenDifference& open) {
  Difference& out = open.difference;
  const auto replicates = mean_replicates(differences, units, kSeed);
  const Interval interval = percentile_interval(replicates, kLevel);
  out.low = interval.low;
  out.high = interval.high;
  out.interval = "bootstrap";
  std::vector<double> of_units;
  for (const auto& unit : units) {
    double sum = 0;
    for (const std::size_t i : unit) sum += differences[i];
    of_units.push_back(sum);
  }
  const Randomisation test = randomise_signs(of_units, kRandomisationRounds, kSeed);
  out.test = rounds_text("randomisation", test.rounds);
  out.p = test.p;
  open.standard_error = sample_deviation(replicates);
}

/// The difference of scores where documents of some units have traded places between the arms, run by run. Keeps who
/// stands where, so that only what changes from one question to the next is moved.
class Exchange {
 public:
  Exchange(const Scorer& scorer, const PairedItems& items)
      : scorer_(scorer),
        units_(items.units),
        first_(items.first),
        second_(items.second),
        exchanged_(items.units.size(), false) {}

  double difference(const std::vector<bool>& exchanged) {
    for (std::size_t unit = 0; unit < exchanged.size(); ++unit) {
      if (exchanged[unit] == exchanged_[unit]) continue;
      for (const std::size_t i : units_[unit]) {
        for (std::size_t run = 0; run < first_.size(); ++run) std::swap(first_[run][i], second_[run][i]);
      }
    }
    exchanged_ = exchanged;
    double sum = 0;
    for (std::size_t run = 0; run < first_.size(); ++run)
      sum += scorer_.score(second_[run]) - scorer_.score(first_[run]);
    return sum / static_cast<double>(first_.size());
  }

 private:
  const Scorer& scorer_;
  const Units& units_;
  Runs first_, second_;
  std::vector<bool> exchanged_;
};

void compare_corpora(const Scorer& scorer, const PairedItems& items, OpenDifference& open) {
  Difference& out = open.difference;
  const auto replicates = corpus_replicates(scorer, items, kSeed);
  const Interval interval = percentile_interval(replicates, kLevel);
  out.low = interval.low;
  out.high = interval.high;
  out.interval = "bootstrap";
  open.standard_error = sample_deviation(replicates);
  if (items.first.size() != items.second.size()) {  // nothing to trade places with
    out.test = rounds_text("bootstrap", kBootstrapRounds);
    out.p = bootstrap_p(replicates);
    return;
  }
  Exchange exchange(scorer, items);
  const Randomisation test = randomise(
      items.units.size(), out.value, [&](const auto& exchanged) { return exchange.difference(exchanged); },
      kRandomisationRounds, kSeed);
  out.test = rounds_text("randomisation", test.rounds);
  out.p = test.p;
}

}  // namespace

std::vector<double> document_differences(const PairedItems& items) {
  const std::vector<double> first = values_of(items.first), second = values_of(items.second);
  std::vector<double> differences;
  for (std::size_t i = 0; i < items.size(); ++i) differences.push_back(second[i] - first[i]);
  return differences;
}

namespace {

/// Whether a corpus metric sees the same under both arms.
bool same_stats(const PairedItems& items) {
  const auto alike = [](const std::vector<ItemScore>& a, const std::vector<ItemScore>& b) {
    return std::ranges::equal(a, b, {}, &ItemScore::stats, &ItemScore::stats);
  };
  return items.first.size() == items.second.size() && std::ranges::equal(items.first, items.second, alike);
}

}  // namespace

Difference plain_difference(const Scorer& scorer, const PairedItems& items) {
  Difference out;
  out.higher_is_better = scorer.larger_is_better();
  std::vector<std::size_t> all(items.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  const std::vector<double> differences = document_differences(items);
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (differences[i] == 0) continue;
    ((differences[i] > 0) == scorer.larger_is_better() ? out.up : out.down).push_back(items.ids[i]);
  }
  out.identical = out.up.empty() && out.down.empty() && (scorer.is_mean() || same_stats(items));
  out.documents_up = std::ssize(out.up);
  out.documents_down = std::ssize(out.down);
  out.documents = std::ssize(items.ids);
  out.other_prompts = items.other_prompts;
  out.clusters = std::ssize(items.units);
  out.first_value = score_over(scorer, items.first, all);
  out.second_value = score_over(scorer, items.second, all);
  out.value = out.second_value - out.first_value;
  return out;
}

std::vector<double> difference_replicates(const Scorer& scorer, const PairedItems& items, std::int64_t seed) {
  return scorer.is_mean() ? mean_replicates(document_differences(items), items.units, seed)
                          : corpus_replicates(scorer, items, seed);
}

OpenDifference difference_of(const Scorer& scorer, const PairedItems& items) {
  OpenDifference open{.difference = plain_difference(scorer, items)};
  Difference& out = open.difference;
  const std::vector<double> first = values_of(items.first), second = values_of(items.second);
  const bool single = items.first.size() == 1 && items.second.size() == 1 && out.clusters == out.documents;
  if (!scorer.is_mean()) {
    compare_corpora(scorer, items, open);
  } else if (single && all_zero_or_one(first) && all_zero_or_one(second)) {
    compare_shares(first, second, open);
  } else {
    const std::vector<double> differences = document_differences(items);
    set_effect(differences, out);
    compare_means(differences, items.units, open);
  }
  return open;
}

}  // namespace coldread
