#include "compare/scorer.h"

#include <algorithm>

#include "base/error.h"

namespace coldread {
namespace {

/// The entry of the definition's metric_list, null where it has none.
Value definition_of(const TaskFacts& task, const std::string& metric) {
  const Value* list = task.config.find("metric_list");
  if (list == nullptr || !list->is_list()) return {};
  for (const Value& entry : list->as_list()) {
    const Value* name = entry.find("metric");
    if (name != nullptr && name->is_string() && name->as_string() == metric) return entry;
  }
  return {};
}

bool higher_is_better(const TaskFacts& task, const std::string& metric) {
  const auto found = std::ranges::find(task.metrics, metric, &MetricFacts::name);
  return found == task.metrics.end() || found->higher_is_better;
}

}  // namespace

Scorer::Scorer(const TaskFacts& task, const std::string& metric) {
  Dict options;
  const Value definition = definition_of(task, metric);
  if (definition.is_dict()) {
    for (const auto& [key, value] : definition.as_dict()) {
      if (key == "aggregation" && value.is_string()) aggregation_ = value.as_string();
      const bool of_the_list = key == "metric" || key == "aggregation" || key == "higher_is_better" ||
                               key == "hf_evaluate" || key == "weight_by_size";
      if (!of_the_list) options.set(key, value);
    }
  }
  larger_is_better_ = higher_is_better(task, metric) != document_value_is_opposite(metric, task.output_type);
  if (!metric_fits(metric, task.output_type)) return;
  try {
    metric_ = make_metric(metric, options);
  } catch (const Error&) {
    return;
  }
  if (aggregation_ == metric_->aggregation_name()) aggregation_.clear();
  // Perplexity is made of the documents' values; the other corpus metrics need more than a number a document.
  needs_stats_ = aggregation_.empty() && metric != "perplexity" && metric_->standard_error() != StandardError::mean;
  is_mean_ = aggregation_.empty() ? metric_->standard_error() == StandardError::mean : aggregation_ == "mean";
}

double Scorer::score(std::span<const ItemScore> items) const {
  if (metric_ != nullptr && !is_mean_) return estimate(*metric_, items, aggregation_, {.iterations = 0}).value;
  double sum = 0;
  for (const ItemScore& item : items) sum += item.value;
  return sum / static_cast<double>(items.size());
}

std::optional<ItemScore> item_of(const Sample& sample, const std::string& filter, const std::string& metric,
                                 const Scorer& scorer) {
  const auto outcome = std::ranges::find(sample.outcomes, filter, &FilteredOutcome::filter);
  if (outcome == sample.outcomes.end()) return std::nullopt;
  for (std::size_t m = 0; m < outcome->metrics.size(); ++m) {
    const auto& [name, value] = outcome->metrics[m];
    if (name != metric) continue;
    ItemScore item{.value = 0, .stats = m < outcome->stats.size() ? outcome->stats[m] : std::vector<double>()};
    if (value.is_number()) {
      item.value = value.as_number();
    } else if (value.is_bool()) {
      item.value = value.as_bool() ? 1 : 0;
    } else if (item.stats.empty()) {
      return std::nullopt;
    } else {
      item.value = scorer.score({&item, 1});
    }
    return item;
  }
  return std::nullopt;
}

}  // namespace coldread
