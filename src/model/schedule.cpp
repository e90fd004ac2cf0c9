#include "model/schedule.h"

#include <algorithm>
#include <queue>

#include "kernels/tuning.h"

namespace coldread {
namespace {

/// Fewer tokens than this a thread, and reading all weights once a thread costs more than waiting does.
constexpr std::size_t kFewestTokens = 96;
/// Tokens of a share: their activations stay in the second-level cache.
constexpr auto kShareTokens = static_cast<std::size_t>(kernels::kChunkRows);
/// How much longer than an even division the busiest thread may take, in percent.
constexpr std::size_t kUnevenness = 15;

/// Tokens of the busiest thread where each takes the next share as it gets free.
std::size_t longest_load(const std::vector<std::span<const PassToken>>& shares, int threads) {
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> loads;
  for (int i = 0; i < threads; ++i) loads.push(0);
  std::size_t longest = 0;
  for (const auto& share : shares) {
    const std::size_t load = loads.top() + share.size();
    loads.pop();
    loads.push(load);
    longest = std::max(longest, load);
  }
  return longest;
}

}  // namespace

std::vector<std::span<const PassToken>> share_out(std::span<const PassToken> tokens, int threads) {
  if (threads == 1) return {tokens};
  const auto even = tokens.size() / static_cast<std::size_t>(threads);
  if (even < kFewestTokens) return {};
  std::vector<std::span<const PassToken>> shares;
  for (std::size_t start = 0; start < tokens.size();) {
    std::size_t end = start;
    while (end < tokens.size() && end - start < std::min(kShareTokens, even)) {
      const std::uint32_t row = tokens[end].row;
      while (end < tokens.size() && tokens[end].row == row) ++end;
    }
    shares.push_back(tokens.subspan(start, end - start));
    start = end;
  }
  std::stable_sort(shares.begin(), shares.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  if (longest_load(shares, threads) * 100 > (even + 1) * (100 + kUnevenness)) return {};
  return shares;
}

std::vector<std::span<const PassToken>> slices(std::span<const PassToken> tokens) {
  std::vector<std::span<const PassToken>> result;
  for (std::size_t start = 0; start < tokens.size();) {
    std::size_t end = std::min(start + kSliceTokens, tokens.size());
    if (end < tokens.size()) {
      std::size_t row_start = end;
      while (row_start > start && tokens[row_start - 1].row == tokens[end].row) --row_start;
      if (row_start > start) end = row_start;
    }
    result.push_back(tokens.subspan(start, end - start));
    start = end;
  }
  return result;
}

}  // namespace coldread
