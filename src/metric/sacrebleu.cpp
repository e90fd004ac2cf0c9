#include "metric/sacrebleu.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "base/error.h"

namespace coldread {

std::string sacrebleu_signature(std::span<const ItemScore> items,
                                const std::vector<std::pair<std::string, std::string>>& settings) {
  const bool same = std::all_of(items.begin(), items.end(),
                                [&](const ItemScore& item) { return item.stats.back() == items.front().stats.back(); });
  std::string out =
      same && !items.empty() ? fmt::format("nrefs:{}", static_cast<int>(items.front().stats.back())) : "nrefs:var";
  for (const auto& [key, value] : settings) out += fmt::format("|{}:{}", key, value);
  return out + fmt::format("|version:{}", kSacrebleuVersion);
}

std::string short_signature(std::string_view signature) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kShort{{
      {"nrefs", "#"},
      {"case", "c"},
      {"eff", "e"},
      {"tok", "tok"},
      {"smooth", "s"},
      {"space", "s"},
      {"nc", "nc"},
      {"nw", "nw"},
      {"norm", "nr"},
      {"punct", "pn"},
      {"asian", "as"},
      {"version", "v"},
  }};
  const bool ter = signature.find("tok:tercom") != std::string_view::npos;
  std::string out;
  while (!signature.empty()) {
    const std::string_view pair = signature.substr(0, signature.find('|'));
    const std::string_view key = pair.substr(0, pair.find(':'));
    const auto found =
        std::find_if(kShort.begin(), kShort.end(), [&](const auto& names) { return names.first == key; });
    std::string_view name = found == kShort.end() ? key : found->second;
    if (ter && key == "tok") name = "t";
    if (!out.empty()) out += '|';
    out += fmt::format("{}{}", name, pair.substr(key.size()));
    signature.remove_prefix(std::min(pair.size() + 1, signature.size()));
  }
  return out;
}

const std::vector<std::string>& references_of(const TextOutcome& outcome, std::string_view metric) {
  if (outcome.references.empty()) {
    throw Error(ErrorCode::usage,
                fmt::format("metric '{}': a document has no reference; give it at least one", metric));
  }
  return outcome.references;
}

std::vector<double> summed_stats(std::span<const ItemScore> items) {
  std::vector<double> sums = items.front().stats;
  for (const ItemScore& item : items.subspan(1)) {
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += item.stats[k];
  }
  return sums;
}

}  // namespace coldread
