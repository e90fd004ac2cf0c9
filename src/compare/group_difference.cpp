#include "compare/group_difference.h"

#include <algorithm>
#include <fmt/format.h>

#include "stats/moments.h"
#include "stats/randomisation.h"

namespace coldread {
namespace {

double documents_of(std::span<const GroupPart> parts) {
  double documents = 0;
  for (const GroupPart& part : parts) documents += static_cast<double>(part.items.size());
  return documents;
}

/// What each unit of documents adds to the group's difference.
void append_units(const PairedItems& items, double weight, std::vector<double>& units) {
  const std::vector<double> differences = document_differences(items);
  for (const auto& unit : items.units) {
    double sum = 0;
    for (const std::size_t i : unit) sum += differences[i];
    units.push_back(weight * sum / static_cast<double>(items.size()));
  }
}

}  // namespace

OpenDifference group_difference_of(std::span<const GroupPart> parts, bool weigh_by_size) {
  OpenDifference open;
  Difference& out = open.difference;
  out.tasks = parts.size();
  out.identical = true;
  const double total = documents_of(parts);
  std::vector<double> replicates(kBootstrapRounds, 0.0);
  std::vector<double> units;
  std::int64_t seed = kSeed;  // of its own for each task: tasks of one size would draw the same documents
  for (const GroupPart& part : parts) {
    const double weight =
        weigh_by_size ? static_cast<double>(part.items.size()) / total : 1.0 / static_cast<double>(parts.size());
    const Difference one = plain_difference(part.scorer, part.items);
    out.first_value += weight * one.first_value;
    out.second_value += weight * one.second_value;
    out.documents += one.documents;
    out.clusters += one.clusters;
    out.documents_up += one.documents_up;
    out.documents_down += one.documents_down;
    out.other_prompts += one.other_prompts;
    out.identical = out.identical && one.identical;
    const std::vector<double> drawn = difference_replicates(part.scorer, part.items, seed++);
    for (std::size_t i = 0; i < replicates.size(); ++i) replicates[i] += weight * drawn[i];
    append_units(part.items, weight, units);
  }
  out.value = out.second_value - out.first_value;
  const Interval interval = percentile_interval(replicates, kLevel);
  out.low = interval.low;
  out.high = interval.high;
  out.interval = "stratified bootstrap";
  open.standard_error = sample_deviation(replicates);
  if (std::ranges::all_of(parts, [](const GroupPart& part) { return part.scorer.is_mean(); })) {
    const Randomisation test = randomise_signs(units, kRandomisationRounds, kSeed);
    out.test = test.rounds == 0 ? "randomisation" : fmt::format("randomisation {}", test.rounds);
    out.p = test.p;
  } else {
    out.test = fmt::format("bootstrap {}", kBootstrapRounds);
    out.p = bootstrap_p(replicates);
  }
  return open;
}

}  // namespace coldread
