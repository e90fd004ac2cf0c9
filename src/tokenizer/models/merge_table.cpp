#include "tokenizer/models/merge_table.h"

#include <algorithm>
#include <bit>
#include <queue>
#include <tuple>

namespace coldread {
namespace {

/// Pieces up to this many bytes look at all ranks each time; longer ones, for which that would be quadratic, keep a
/// heap. With the heap for all pieces, encoding 1 MB of mixed text takes 73 ms in place of 30.
constexpr std::size_t kScanned = 48;

std::size_t merge_by_scanning(const MergeTable& merges, std::span<TokenId> symbols) {
  Merge found[kScanned];  // found[i]: of symbols i and i + 1
  std::size_t count = symbols.size();
  for (std::size_t i = 0; i + 1 < count; ++i) found[i] = merges.find(symbols[i], symbols[i + 1]);
  while (count > 1) {
    std::size_t best = 0;
    for (std::size_t i = 1; i + 1 < count; ++i) {
      if (found[i].rank < found[best].rank) best = i;
    }
    if (!found[best]) break;
    symbols[best] = found[best].merged;
    for (std::size_t i = best + 1; i + 1 < count; ++i) {
      symbols[i] = symbols[i + 1];
      found[i] = found[i + 1];
    }
    --count;
    if (best > 0) found[best - 1] = merges.find(symbols[best - 1], symbols[best]);
    if (best + 1 < count) found[best] = merges.find(symbols[best], symbols[best + 1]);
  }
  return count;
}

/// A pair that could merge when it was seen; it still can if both symbols are what they were.
struct Candidate {
  std::uint32_t rank = 0;
  std::uint32_t left_at = 0;
  TokenId left = 0;
  TokenId right = 0;
  TokenId merged = 0;

  bool operator<(const Candidate& other) const {  // the queue's top is the largest
    return std::tie(rank, left_at) > std::tie(other.rank, other.left_at);
  }
};

std::size_t merge_by_heap(const MergeTable& merges, std::span<TokenId> symbols) {
  constexpr TokenId kGone = -2;
  const auto size = static_cast<std::uint32_t>(symbols.size());
  std::vector<std::uint32_t> next(size);
  std::vector<std::uint32_t> previous(size);
  std::priority_queue<Candidate> queue;
  const auto consider = [&](std::uint32_t left, std::uint32_t right) {
    const Merge merge = merges.find(symbols[left], symbols[right]);
    if (merge) queue.push({merge.rank, left, symbols[left], symbols[right], merge.merged});
  };
  for (std::uint32_t i = 0; i < size; ++i) {
    next[i] = i + 1;
    previous[i] = i - 1;  // of the first: never used
  }
  for (std::uint32_t i = 0; i + 1 < size; ++i) consider(i, i + 1);
  while (!queue.empty()) {
    const Candidate top = queue.top();
    queue.pop();
    const std::uint32_t left = top.left_at;
    if (symbols[left] != top.left || next[left] == size || symbols[next[left]] != top.right) continue;
    const std::uint32_t right = next[left];
    symbols[left] = top.merged;
    symbols[right] = kGone;
    next[left] = next[right];
    if (next[left] != size) previous[next[left]] = left;
    if (left != 0) consider(previous[left], left);
    if (next[left] != size) consider(left, next[left]);
  }
  return static_cast<std::size_t>(std::remove(symbols.begin(), symbols.end(), kGone) - symbols.begin());
}

}  // namespace

MergeTable::MergeTable(std::size_t merges) {
  const std::size_t capacity = std::bit_ceil(std::max<std::size_t>(2 * merges, 2));
  entries_.resize(capacity);
  mask_ = capacity - 1;
  shift_ = 64 - std::countr_zero(capacity);
}

void MergeTable::add(TokenId left, TokenId right, Merge merge) {
  const std::uint64_t wanted = key(left, right);
  std::size_t i = slot(wanted);
  while (entries_[i].key != kEmpty && entries_[i].key != wanted) i = (i + 1) & mask_;
  if (entries_[i].key == kEmpty) entries_[i] = {.key = wanted, .merge = merge};
}

std::size_t merge_pairs(const MergeTable& merges, std::span<TokenId> symbols) {
  return symbols.size() <= kScanned ? merge_by_scanning(merges, symbols) : merge_by_heap(merges, symbols);
}

}  // namespace coldread
