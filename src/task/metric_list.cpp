#include "task/metric_list.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/suggest.h"
#include "task/python_functions.h"

namespace coldread {
namespace {

std::string fitting_metrics(const std::string& output_type) {
  std::string list;
  for (const std::string& name : metric_names()) {
    if (metric_fits(name, output_type)) list += (list.empty() ? "" : ", ") + name;
  }
  return list;
}

const std::string& text_of(const YamlNode& value, const std::string& key) {
  return named(value, "'" + key + "' in metric_list").text();
}

/// Options that lm-evaluation-harness takes with any metric and that only generated texts are scored by.
constexpr std::array<std::string_view, 4> kTextOptions{"ignore_case", "ignore_punctuation", "ignore_numbers",
                                                       "regexes_to_ignore"};

bool is_text_switch(std::string_view key) {
  return key != "regexes_to_ignore" && std::ranges::find(kTextOptions, key) != kTextOptions.end();
}

/// The options of an entry: its keys but those that every entry has.
Dict options_of(const YamlNode& entry, const std::string& output_type, bool is_function,
                std::vector<std::string>& warnings) {
  Dict options;
  const auto no_effect = [&](const YamlMember& member, const std::string& why) {
    warnings.push_back(to_string(member.value.place()) + "'" + member.key + "' has no effect in metric_list" + why);
  };
  for (const YamlMember& member : entry.members) {
    const std::string& key = member.key;
    if (key == "metric" || key == "aggregation" || key == "higher_is_better" || key == "hf_evaluate") continue;
    if (key == "weight_by_size") {
      no_effect(member, "; it belongs into a group's aggregate_metric_list");
    } else if (is_function) {
      no_effect(member, " beside an aggregation that is a Python function");
    } else if (output_type != "generate_until" && std::ranges::find(kTextOptions, key) != kTextOptions.end()) {
      no_effect(member, " of output_type " + output_type);
    } else if (member.value.is_string() && is_text_switch(key)) {
      const bool on = !member.value.scalar.as_string().empty();
      warnings.push_back(to_string(member.value.place()) + "'" + key + "' should be true or false; a text counts as " +
                         (on ? "true" : "false") + ", as in Python");
      options.set(key, on);
    } else {
      options.set(key, to_value(member.value));
    }
  }
  return options;
}

/// The port of an entry's aggregation, nullptr where it is no Python function.
const AggregationFunction* aggregation_function(const YamlNode& entry, const std::string& metric,
                                                const TaskConfig& config) {
  const YamlNode* aggregation = entry.find("aggregation");
  if (aggregation == nullptr) return nullptr;
  const auto* function = port_of<AggregationFunction>(config.user, *aggregation);
  if (function != nullptr && (function->metric != metric || function->output_type != config.output_type)) {
    fail_at(*aggregation, aggregation->scalar.as_string() + " aggregates '" + std::string(function->metric) + "' of " +
                              std::string(function->output_type) + ", not '" + metric + "' of " + config.output_type);
  }
  return function;
}

/// higher_is_better and aggregation, of a metric that is made.
void read_direction_and_aggregation(const YamlNode& entry, TaskMetric& metric) {
  metric.higher_is_better = metric.metric->higher_is_better();
  if (const YamlNode* better = entry.find("higher_is_better"); better != nullptr && !better->is_null()) {
    metric.higher_is_better = named(*better, "'higher_is_better'").boolean();
  }
  const YamlNode* aggregation = entry.find("aggregation");
  if (aggregation != nullptr && !aggregation->is_null() && aggregation->tag.empty()) {
    metric.aggregation = text_of(*aggregation, "aggregation");
    const std::vector<std::string> known = aggregation_names(*metric.metric);
    if (std::find(known.begin(), known.end(), metric.aggregation) == known.end()) {
      const std::string near = did_you_mean(metric.aggregation, known);
      fail_at(*aggregation, "metric '" + metric.name + "' has no aggregation '" + metric.aggregation + "'" +
                                (near.empty() ? fmt::format("; it has {}", fmt::join(known, ", ")) : near));
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
std::vector<std::string> names_of(const YamlNode& entry, const RecipeUser& user, std::vector<std::string>& warnings) {
  if (!entry.is_dict()) named(entry, "an entry of metric_list").refuse_kind("a dict with 'metric'");
  const YamlNode* node = entry.find("metric");
  if (node == nullptr) fail_at(entry, "an entry of metric_list has no 'metric'");
  if (const auto* function = port_of<MetricFunction>(user, *node)) return {std::string(function->metric)};
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

TaskMetric read_metric(const YamlNode& entry, std::string metric_name, const TaskConfig& config,
                       std::vector<std::string>& warnings) {
  const YamlNode* name = entry.find("metric");
  TaskMetric metric;
  metric.name = std::move(metric_name);
  const AggregationFunction* function = aggregation_function(entry, metric.name, config);
  const Dict options = options_of(entry, config.output_type, function != nullptr, warnings);
  if (function != nullptr) {
    metric.metric = function->make();
    read_direction_and_aggregation(entry, metric);
    return metric;
  }
  try {
    metric.metric = make_metric(metric.name, options);
  } catch (const Error& error) {
    fail_at(*name, error.what());
  }
  if (!metric_fits(metric.name, config.output_type)) {
    fail_at(*name, "metric '" + metric.name + "' cannot score output_type " + config.output_type +
                       "; these can: " + fitting_metrics(config.output_type));
  }
  read_direction_and_aggregation(entry, metric);
  return metric;
}

/// Of listed choices, exact_match is hardly ever anything but 0: beside other metrics it is warned of, alone refused.
/// Of choices that a Python function makes of the accepted answers, one may well be the greedy continuation.
void check_exact_match(const TaskConfig& config, const std::vector<TaskMetric>& metrics,
                       std::vector<std::string>& warnings) {
  const bool listed_choices = config.doc_to_choice && config.doc_to_choice->tag.empty();
  if (config.output_type != "multiple_choice" || !listed_choices) return;
  for (const YamlNode& entry : config.metric_list->items) {
    const YamlNode* name = entry.find("metric");
    if (!(name->scalar == Value("exact_match"))) continue;
    const std::string message =
        "metric 'exact_match' of multiple_choice asks whether the right choice is the greedy continuation, which it "
        "hardly ever is; take acc, or output_type generate_until";
    if (metrics.size() == 1) fail_at(*name, message);
    warnings.push_back(to_string(name->place()) + message);
  }
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
    for (std::string& name : names_of(entry, config.user, warnings)) {
      TaskMetric metric = read_metric(entry, std::move(name), config, warnings);
      for (const TaskMetric& other : metrics) {
        if (other.name == metric.name) fail_at(entry, "metric '" + metric.name + "' is listed twice");
      }
      metrics.push_back(std::move(metric));
    }
  }
  if (metrics.empty()) fail_at(*config.metric_list, "metric_list is empty; leave it out for the defaults");
  check_exact_match(config, metrics, warnings);
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
    if (named == nullptr) fail_at(entry, "an entry of metric_list must be a dict with 'metric'");
    const std::string& name = text_of(*named, "metric");
    if (std::ranges::find(results.left_out, name) != results.left_out.end()) {
      warnings.push_back(to_string(named->place()) + "metric '" + name +
                         "' is left out: it needs a neural network of its own");
      continue;
    }
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) {
      fail_at(*named, "'process_results' gives no '" + name + "'" + did_you_mean(name, names));
    }
    order.push_back(static_cast<std::size_t>(found - names.begin()));
    TaskMetric metric{.name = name, .aggregation = "", .metric = results.metrics[order.back()].aggregate()};
    read_direction_and_aggregation(entry, metric);
    metrics.push_back(std::move(metric));
  }
  if (metrics.empty()) fail_at(*config.metric_list, "metric_list leaves nothing to score");
  return metrics;
}

}  // namespace coldread
