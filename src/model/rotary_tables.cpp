#include "model/rotary_tables.h"

#include <algorithm>

#include "model/rope_frequencies.h"

namespace coldread {
namespace {

/// Lengths whose tables are kept. One takes 2 MB for 4096 positions of 128 elements.
constexpr std::size_t kMostLengths = 8;

std::int64_t own_length(const RotaryConfig& config, std::int64_t text) {
  if (!config.long_texts || text <= config.long_texts->beyond) return 0;
  return config.long_texts->frequencies.empty() ? text : config.long_texts->beyond + 1;
}

kernels::RopeTable make_table(const RotaryConfig& config, std::int64_t length) {
  const kernels::RopeOptions options{.pairs = config.pairs, .factor = config.factor};
  if (length == 0) return kernels::RopeTable(config.frequencies, options);
  const LongTextRotary& longer = *config.long_texts;
  if (!longer.frequencies.empty()) return kernels::RopeTable(longer.frequencies, options);
  const DynamicScaling scaling{.theta = longer.theta, .factor = longer.factor, .context = longer.beyond};
  const auto frequencies = rope_frequencies(dynamic_theta(scaling, length, config.size()), config.size());
  return kernels::RopeTable({frequencies.begin(), frequencies.end()}, options);
}

}  // namespace

std::int64_t rotary_length(const ModelConfig& config, std::int64_t text) {
  std::int64_t longest = 0;
  for (const RotaryConfig& rotary : config.rotary) longest = std::max(longest, own_length(rotary, text));
  return longest;
}

void RotaryTables::tidy() {
  for (auto& tables : tables_) {
    if (tables.size() > kMostLengths) std::erase_if(tables, [](const auto& table) { return table.first != 0; });
  }
}

void RotaryTables::extend(std::int64_t length, std::int64_t positions) {
  for (std::size_t i = 0; i < rotary_.size(); ++i) {
    const std::int64_t own = own_length(rotary_[i], length);
    auto found = tables_[i].find(own);
    if (found == tables_[i].end()) found = tables_[i].emplace(own, make_table(rotary_[i], own)).first;
    found->second.extend(positions);
  }
}

const kernels::RopeTable& RotaryTables::table(std::size_t rotary, std::int64_t length) const {
  return tables_[rotary].at(own_length(rotary_[rotary], length));
}

}  // namespace coldread
