#include "task/metric_list.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/suggest.h"

namespace coldread {
namespace {

[[noreturn]] void fail(const YamlNode& node, const std::string& message) {
  throw Error(ErrorCode::usage, node.place(), message);
}

std::string fitting_metrics(const std::string& output_type) {
  std::string list;
  for (const std::string& name : metric_names()) {
    if (metric_fits(name, output_type)) list += (list.empty() ? "" : ", ") + name;
  }
  return list;
}

const std::string& text_of(const YamlNode& value, const std::string& key) {
  if (!value.is_string()) fail(value, "'" + key + "' in metric_list must be a string, not " + kind_name(value));
  return value.scalar.as_string();
}

/// higher_is_better and aggregation, of a metric that is made.
void read_direction_and_aggregation(const YamlNode& entry, TaskMetric& metric) {
  metric.higher_is_better = metric.metric->higher_is_better();
  if (const YamlNode* better = entry.find("higher_is_better"); better != nullptr && !better->is_null()) {
    if (!better->scalar.is_bool()) fail(*better, "'higher_is_better' must be true or false");
    metric.higher_is_better = better->scalar.as_bool();
  }
  if (const YamlNode* aggregation = entry.find("aggregation"); aggregation != nullptr && !aggregation->is_null()) {
    metric.aggregation = text_of(*aggregation, "aggregation");
    const std::vector<std::string> known = aggregation_names(*metric.metric);
    if (std::find(known.begin(), known.end(), metric.aggregation) == known.end()) {
      std::string list;
      for (const std::string& one : known) list += (list.empty() ? "" : ", ") + one;
      const std::string near = did_you_mean(metric.aggregation, known);
      fail(*aggregation, "metric '" + metric.name + "' has no aggregation '" + metric.aggregation + "'" +
                             (near.empty() ? "; it has " + list : near));
    }
    if (metric.aggregation == metric.metric->aggregation_name()) metric.aggregation.clear();
  }
}

/// Metrics of Hugging Face's evaluate (hf_evaluate: true) that are several of ours, or one of another scale.
struct EvaluateMetric {
  std::string_view name;
  std::vector<std::string> ours;
  std::string_view difference;
};

const std::vector<EvaluateMetric>& evaluate_metrics() {
  static const std::vector<EvaluateMetric> table{
      {"rouge", {"rouge1", "rouge2", "rougeL", "rougeLsum"}, ""},
      {"squad", {"squad_em", "squad_f1"}, "0 to 1, where evaluate's are 0 to 100"},
      {"bleu", {"bleu"}, "sacrebleu's, 0 to 100, where evaluate's is 0 to 1 and not smoothed"}};
  return table;
}

/// The names of the metrics that an entry asks for.
std::vector<std::string> names_of(const YamlNode& entry, std::vector<std::string>& warnings) {
  if (!entry.is_dict()) fail(entry, "an entry of metric_list must be a dict with 'metric', not " + kind_name(entry));
  const YamlNode* node = entry.find("metric");
  if (node == nullptr) fail(entry, "an entry of metric_list has no 'metric'");
  const std::string& name = text_of(*node, "metric");
  const YamlNode* evaluate = entry.find("hf_evaluate");
  if (evaluate == nullptr || !(evaluate->scalar == Value(true))) return {name};
  const auto found = std::ranges::find(evaluate_metrics(), name, &EvaluateMetric::name);
  if (found == evaluate_metrics().end()) return {name};
  if (!found->difference.empty()) {
    warnings.push_back(to_string(node->place()) + "metric '" + name + "' of evaluate is " + found->ours.front() +
                       (found->ours.size() > 1 ? " and " + found->ours.back() : "") +
                       " here: " + std::string(found->difference));
  }
  return found->ours;
}

TaskMetric read_metric(const YamlNode& entry, std::string metric_name, const std::string& output_type,
                       std::vector<std::string>& warnings) {
  const YamlNode* name = entry.find("metric");
  TaskMetric metric;
  metric.name = std::move(metric_name);
  Dict options;
  for (const YamlMember& member : entry.members) {
    const std::string& key = member.key;
    if (key == "weight_by_size") {
      warnings.push_back(
          to_string(member.value.place()) +
          "'weight_by_size' has no effect in metric_list; it belongs into a group's aggregate_metric_list");
    } else if (key != "metric" && key != "aggregation" && key != "higher_is_better" && key != "hf_evaluate") {
      options.set(key, to_value(member.value));
    }
  }
  try {
    metric.metric = make_metric(metric.name, options);
  } catch (const Error& error) {
    fail(*name, error.what());
  }
  if (!metric_fits(metric.name, output_type)) {
    fail(*name, "metric '" + metric.name + "' cannot score output_type " + output_type +
                    "; these can: " + fitting_metrics(output_type));
  }
  read_direction_and_aggregation(entry, metric);
  return metric;
}

}  // namespace

std::vector<TaskMetric> read_metrics(const TaskConfig& config, std::vector<std::string>& warnings) {
  std::vector<TaskMetric> metrics;
  if (!config.metric_list) {
    for (const std::string& name : default_metrics(config.output_type)) {
      std::shared_ptr<const Metric> metric = make_metric(name);
      metrics.push_back(
          {.name = name, .aggregation = "", .higher_is_better = metric->higher_is_better(), .metric = metric});
    }
    return metrics;
  }
  for (const YamlNode& entry : config.metric_list->items) {
    for (std::string& name : names_of(entry, warnings)) {
      TaskMetric metric = read_metric(entry, std::move(name), config.output_type, warnings);
      for (const TaskMetric& other : metrics) {
        if (other.name == metric.name) fail(entry, "metric '" + metric.name + "' is listed twice");
      }
      metrics.push_back(std::move(metric));
    }
  }
  if (metrics.empty()) fail(*config.metric_list, "metric_list is empty; leave it out for the defaults");
  return metrics;
}

std::vector<TaskMetric> read_result_metrics(const TaskConfig& config, const ResultsFunction& results,
                                            std::vector<std::size_t>& order, std::vector<std::string>& warnings) {
  std::vector<std::string> names;
  for (const ResultMetric& metric : results.metrics) names.push_back(metric.name);
  if (!config.metric_list) {
    throw Error(ErrorCode::usage, config.process_results->place(), "'process_results' needs a metric_list");
  }
  std::vector<TaskMetric> metrics;
  for (const YamlNode& entry : config.metric_list->items) {
    const YamlNode* named = entry.find("metric");
    if (named == nullptr) fail(entry, "an entry of metric_list must be a dict with 'metric'");
    const std::string& name = text_of(*named, "metric");
    if (std::ranges::find(results.left_out, name) != results.left_out.end()) {
      warnings.push_back(to_string(named->place()) + "metric '" + name +
                         "' is left out: it needs a neural network of its own");
      continue;
    }
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) {
      fail(*named, "'process_results' gives no '" + name + "'" + did_you_mean(name, names));
    }
    order.push_back(static_cast<std::size_t>(found - names.begin()));
    TaskMetric metric{.name = name, .aggregation = "", .metric = results.metrics[order.back()].aggregate()};
    read_direction_and_aggregation(entry, metric);
    metrics.push_back(std::move(metric));
  }
  if (metrics.empty()) fail(*config.metric_list, "metric_list leaves nothing to score");
  return metrics;
}

}  // namespace coldread
