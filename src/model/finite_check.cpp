#include "model/finite_check.h"

#include <algorithm>
#include <bit>

namespace coldread {
namespace {

bool is_finite(float value) {
  constexpr std::uint32_t kExponent = 0x7F800000;
  return (std::bit_cast<std::uint32_t>(value) & kExponent) != kExponent;
}

/// Without a branch a value, so that it takes a fraction of the time of reading them.
bool all_finite(const float* values, std::int64_t count) {
  std::uint32_t bad = 0;
  for (std::int64_t i = 0; i < count; ++i) bad |= is_finite(values[i]) ? 0u : 1u;
  return bad == 0;
}

}  // namespace

void FiniteCheck::look(const TensorView& tensor, std::int64_t first, const float* values, std::int64_t count) {
  if (all_finite(values, count)) return;
  const std::scoped_lock lock(mutex_);
  const auto [place, is_new] = found_.try_emplace(tensor.name);
  Finding& finding = place->second;
  for (std::int64_t i = 0; i < count; ++i) {
    if (is_finite(values[i])) continue;
    finding.first = finding.count == 0 ? first + i : std::min(finding.first, first + i);
    ++finding.count;
  }
  if (is_new) finding.elements = tensor.elements();
}

std::vector<std::string> FiniteCheck::findings() const {
  std::vector<std::string> lines;
  for (const auto& [name, finding] : found_) {
    lines.push_back("tensor '" + name + "' holds " + std::to_string(finding.count) +
                    (finding.count == 1 ? " value that is" : " values that are") + " not finite, the first at " +
                    std::to_string(finding.first) + " of " + std::to_string(finding.elements));
  }
  return lines;
}

}  // namespace coldread
