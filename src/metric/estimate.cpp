#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "base/error.h"
#include "base/suggest.h"
#include "metric/entry.h"
#include "metric/metric.h"
#include "stats/bootstrap.h"
#include "stats/moments.h"

namespace coldread {
namespace {

/// An aggregation of the documents' values, whatever the metric.
struct Aggregation {
  std::string_view name;
  double (*compute)(std::span<const double> values);
  StandardError standard_error;
};
constexpr std::array<Aggregation, 4> kAggregations{{
    {"mean", mean, StandardError::mean},
    {"median", upper_median, StandardError::bootstrap},
    {"nanmean", mean_without_nan, StandardError::bootstrap},
    {"perplexity", [](std::span<const double> values) { return std::exp(-mean(values)); }, StandardError::bootstrap},
}};

std::vector<double> values_of(std::span<const ItemScore> items) {
  std::vector<double> values;
  values.reserve(items.size());
  for (const ItemScore& item : items) values.push_back(item.value);
  return values;
}

/// The statistic of one aggregation over drawn documents; buffers are kept between replicates.
IndexStatistic over_values(const Aggregation& aggregation, const std::vector<double>& values) {
  return [&, drawn = std::vector<double>(values.size())](std::span<const std::size_t> indexes) mutable {
    for (std::size_t k = 0; k < indexes.size(); ++k) drawn[k] = values[indexes[k]];
    return aggregation.compute(drawn);
  };
}

IndexStatistic over_items(const Metric& metric, std::span<const ItemScore> items) {
  return [&metric, items, drawn = std::vector<ItemScore>(items.size())](std::span<const std::size_t> indexes) mutable {
    for (std::size_t k = 0; k < indexes.size(); ++k) drawn[k] = items[indexes[k]];
    return metric.aggregate(drawn);
  };
}

std::optional<double> standard_error(StandardError kind, std::span<const double> values,
                                     const BootstrapOptions& options, const IndexStatistic& statistic) {
  const std::int64_t iterations =
      kind == StandardError::bootstrap_few ? std::min<std::int64_t>(100, options.iterations) : options.iterations;
  if (kind == StandardError::none || values.size() < 2 || iterations < 1) return std::nullopt;
  if (kind == StandardError::mean) return mean_standard_error(values);
  if (iterations < 2) return std::nullopt;
  return bootstrap_standard_error(values.size(), iterations, statistic);
}

}  // namespace

std::vector<std::string> aggregation_names(const Metric& metric) {
  std::vector<std::string> names{metric.aggregation_name()};
  for (const Aggregation& aggregation : kAggregations) {
    if (aggregation.name != names.front()) names.emplace_back(aggregation.name);
  }
  return names;
}

Estimate estimate(const Metric& metric, std::span<const ItemScore> items, std::string_view aggregation,
                  const BootstrapOptions& bootstrap) {
  COLDREAD_CHECK(!items.empty());
  const std::vector<double> values = values_of(items);
  const auto count = static_cast<std::int64_t>(items.size());
  if (aggregation.empty() || aggregation == metric.aggregation_name()) {
    return {metric.aggregate(items),
            standard_error(metric.standard_error(), values, bootstrap, over_items(metric, items)), count};
  }
  for (const Aggregation& known : kAggregations) {
    if (known.name != aggregation) continue;
    return {known.compute(values), standard_error(known.standard_error, values, bootstrap, over_values(known, values)),
            count};
  }
  throw Error(ErrorCode::usage, fmt::format("unknown aggregation '{}'{}", aggregation,
                                            did_you_mean(aggregation, aggregation_names(metric))));
}

}  // namespace coldread
