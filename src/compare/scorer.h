#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "api/sample.h"
#include "api/task_facts.h"
#include "metric/metric.h"

namespace coldread {

/// How a task's documents become one number under one of its metrics, as its definition says.
class Scorer {
 public:
  /// A metric that the task's definition does not list has its default options; one that nobody knows is a mean.
  Scorer(const TaskFacts& task, const std::string& metric);

  /// Whether the score is the mean of the documents' values, so that differences of documents speak for it.
  bool is_mean() const { return is_mean_; }
  double score(std::span<const ItemScore> items) const;
  /// Whether this document's part is all that score() needs.
  bool takes(const ItemScore& item) const { return !needs_stats_ || !item.stats.empty(); }
  /// Whether a document with a larger value is the better one.
  bool larger_is_better() const { return larger_is_better_; }

 private:
  std::unique_ptr<Metric> metric_;
  std::string aggregation_;
  bool is_mean_ = true;
  bool needs_stats_ = false;
  bool larger_is_better_ = true;
};

/// A sample's part of a metric under a filter; absent where the document failed or has no number there. Where a corpus
/// metric keeps parts alone, the value is the score of this document by itself.
std::optional<ItemScore> item_of(const Sample& sample, const std::string& filter, const std::string& metric,
                                 const Scorer& scorer);

}  // namespace coldread
