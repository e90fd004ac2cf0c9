#include "metric/metric.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/error.h"
#include "base/suggest.h"
#include "metric/entry.h"

namespace coldread {
namespace metrics {

#define METRIC(identifier) Entry identifier();
#include "metric/metrics.inc"
#undef METRIC

namespace {

const std::vector<Entry>& entries() {
#define METRIC(identifier) identifier(),
  static const std::vector<Entry> table{
#include "metric/metrics.inc"
  };
#undef METRIC
  return table;
}

const Entry* find_entry(std::string_view name) {
  const auto& table = entries();
  const auto found = std::find_if(table.begin(), table.end(), [&](const Entry& entry) { return entry.name == name; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace

double mean_value(std::span<const ItemScore> items) {
  double sum = 0;
  for (const ItemScore& item : items) sum += item.value;
  return sum / static_cast<double>(items.size());
}

}  // namespace metrics

std::unique_ptr<Metric> make_metric(std::string_view name, const Dict& options) {
  const metrics::Entry* entry = metrics::find_entry(name);
  if (entry == nullptr) {
    throw Error(ErrorCode::usage, fmt::format("unknown metric '{}'{}", name, did_you_mean(name, metric_names())));
  }
  OptionReader reader(options, fmt::format("metric '{}'", name));
  auto metric = entry->make(reader);
  reader.finish();
  return metric;
}

std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  for (const metrics::Entry& entry : metrics::entries()) names.emplace_back(entry.name);
  return names;
}

std::vector<std::string> default_metrics(std::string_view output_type) {
  if (output_type == metrics::kGenerate) return {"exact_match"};
  if (output_type == metrics::kChoice) return {"acc", "acc_norm"};
  if (output_type == metrics::kLikelihood) return {"perplexity", "acc"};
  if (output_type == metrics::kRolling) return {"word_perplexity", "byte_perplexity", "bits_per_byte"};
  return {};
}

bool metric_fits(std::string_view name, std::string_view output_type) {
  const metrics::Entry* entry = metrics::find_entry(name);
  if (entry == nullptr) return false;
  const auto& types = entry->output_types;
  return std::find(types.begin(), types.end(), output_type) != types.end();
}

std::string_view document_value_name(std::string_view name, std::string_view output_type) {
  if (!metric_fits(name, output_type)) return name;
  const std::string_view own = metrics::find_entry(name)->document_value;
  return own.empty() ? name : own;
}

bool document_value_is_opposite(std::string_view name, std::string_view output_type) {
  return metric_fits(name, output_type) && metrics::find_entry(name)->is_opposite;
}

}  // namespace coldread
