#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "api/option_reader.h"
#include "api/value.h"
#include "filter/filter.h"
#include "metric/metric.h"

namespace coldread {

// What Python functions of lm-evaluation-harness's tasks do, natively. Rows are dicts of columns. All throw
// Error(usage) that says which column is missing or wrong; the caller adds the row.

/// doc_to_text, doc_to_target, doc_to_choice
using RowFunction = Value (*)(const Value& row);

/// process_docs, where it maps each row: the columns it sets, laid over the row.
using RowMap = Dict (*)(const Value& row);

/// process_docs, where it keeps some rows as they are: those that go with the value.
struct RowFilter {
  bool (*keeps)(const Value& row, std::string_view value) = nullptr;
  std::string_view value;
};

/// One score that process_results gives a document.
struct ResultMetric {
  std::string name;
  std::unique_ptr<Metric> (*aggregate)();  ///< puts the documents' scores together; scores none itself
};

struct ResultsFunction {
  std::vector<ResultMetric> metrics;
  std::vector<std::string> left_out;  ///< metrics that need a neural network of their own
  /// row, the filtered responses -> a score for each of metrics, in order.
  std::vector<ItemScore> (*score)(const Value& row, std::span<const Value> responses) = nullptr;
};

/// A metric_list entry's aggregation: what scores the documents and puts their scores together.
struct AggregationFunction {
  std::string_view metric;  ///< of which metric it is an aggregation
  std::string_view output_type;
  std::unique_ptr<Metric> (*make)();
};

/// A metric_list entry's metric that is one of ours.
struct MetricFunction {
  std::string_view metric;
};

/// A filter's class.
using FilterFunction = std::unique_ptr<Filter> (*)(OptionReader& options);

/// A task that is a Python class: the YAML that says the same, and a results function.
struct TaskClass {
  std::string_view yaml;
  /// A log-likelihood request after the generation, of this continuation; "" for none.
  std::string_view scored_continuation;
  ResultsFunction results;
};

using PythonFunction = std::variant<RowFunction, RowMap, RowFilter, ResultsFunction, AggregationFunction,
                                    MetricFunction, FilterFunction, TaskClass>;

/// The functions of one family of tasks. recipes.inc lists the families.
struct Recipe {
  std::vector<std::string_view> families;   ///< a task of local files belongs here if its name holds one as words
  std::vector<std::string_view> data_sets;  ///< a dataset_path of these belongs here
  std::vector<std::pair<std::string_view, PythonFunction>> functions;  ///< by name, without the module
  bool every_task = false;  ///< the functions mean the same wherever they are named
};

/// Who asks: what the family is known by.
struct RecipeUser {
  std::string task;
  std::string dataset_path;  ///< "" for a class
};

/// nullptr where no family that the task belongs to has the function ("module.name").
const PythonFunction* find_python_function(const RecipeUser& user, std::string_view function);

/// For tests and listings.
std::span<const Recipe> recipes();

/// Aggregates by the mean, with its closed-form standard error.
std::unique_ptr<Metric> mean_of_results();

}  // namespace coldread
