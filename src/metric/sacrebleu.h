#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "metric/metric.h"

namespace coldread {

/// The version of sacrebleu whose numbers we give; it ends every signature.
inline constexpr std::string_view kSacrebleuVersion = "2.6.0";

/// "nrefs:1|case:mixed|...|version:2.6.0". nrefs is "var" where the documents differ; their reference counts are the
/// last entry of each item's stats.
std::string sacrebleu_signature(std::span<const ItemScore> items,
                                const std::vector<std::pair<std::string, std::string>>& settings);

/// The same with sacrebleu's short keys: "#:1|c:mixed|...|v:2.6.0".
std::string short_signature(std::string_view signature);

/// The references of a document. Throws Error(usage) where there are none, naming the metric.
const std::vector<std::string>& references_of(const TextOutcome& outcome, std::string_view metric);

/// Element-wise sums of the items' stats.
std::vector<double> summed_stats(std::span<const ItemScore> items);

}  // namespace coldread
