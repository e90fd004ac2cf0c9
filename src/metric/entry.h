#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "api/option_reader.h"
#include "metric/metric.h"

namespace coldread::metrics {

/// What a metric's file tells the table: METRIC(x) in metrics.inc stands for the function `Entry x()`.
struct Entry {
  std::string_view name;  ///< as tasks write it
  std::vector<std::string_view> output_types;
  /// Reads its options; make_metric() refuses those left over.
  std::unique_ptr<Metric> (*make)(OptionReader& options);
  std::string_view document_value = {};  ///< what a document's own value is where it is not the metric: "ln p"
  bool is_opposite = false;              ///< the metric falls where documents' values rise
};

inline constexpr std::string_view kGenerate = "generate_until";
inline constexpr std::string_view kChoice = "multiple_choice";
inline constexpr std::string_view kLikelihood = "loglikelihood";
inline constexpr std::string_view kRolling = "loglikelihood_rolling";

double mean_value(std::span<const ItemScore> items);

/// A metric whose aggregate is the mean of the documents' values.
class MeanMetric : public Metric {
 public:
  double aggregate(std::span<const ItemScore> items) const override { return mean_value(items); }
};

enum class ValueKind { number, right_or_wrong };

/// One whose documents' values come from a function of the outcome alone.
template <typename SomeOutcome, ItemScore (*Score)(const SomeOutcome&), ValueKind kKind = ValueKind::number>
class MeanOf final : public MeanMetric {
 public:
  ItemScore score(const Outcome& outcome) const override { return Score(std::get<SomeOutcome>(outcome)); }
  bool tells_right_from_wrong() const override { return kKind == ValueKind::right_or_wrong; }
};

/// Entry::make of a metric whose constructor takes the options, or nothing.
template <typename SomeMetric>
std::unique_ptr<Metric> make(OptionReader& options) {
  if constexpr (std::is_constructible_v<SomeMetric, OptionReader&>) {
    return std::make_unique<SomeMetric>(options);
  } else {
    return std::make_unique<SomeMetric>();
  }
}

}  // namespace coldread::metrics
