#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "api/request.h"

namespace coldread {

/// What the two tokens of a pair become, and how early: lower ranks merge first.
struct Merge {
  std::uint32_t rank = kNoMerge;
  TokenId merged = -1;

  static constexpr std::uint32_t kNoMerge = 0xFFFFFFFF;
  explicit operator bool() const { return rank != kNoMerge; }
};

/// The merges of a byte-pair encoding by pair of token ids: an open-addressing hash table, at most half full.
class MergeTable {
 public:
  explicit MergeTable(std::size_t merges);

  /// The first merge of a pair counts; the number of calls is at most the constructor's.
  void add(TokenId left, TokenId right, Merge merge);

  /// take(left, right) for all pairs, in no order.
  template <typename Take>
  void for_each_pair(const Take& take) const {
    for (const Entry& entry : entries_) {
      if (entry.key != kEmpty)
        take(static_cast<TokenId>(entry.key >> 32), static_cast<TokenId>(entry.key & 0xFFFFFFFFu));
    }
  }

  /// Ids may be negative: bytes without a token, which merge with nothing.
  Merge find(TokenId left, TokenId right) const noexcept {
    if (left < 0 || right < 0) return {};
    for (std::size_t i = slot(key(left, right));; i = (i + 1) & mask_) {
      if (entries_[i].key == key(left, right)) return entries_[i].merge;
      if (entries_[i].key == kEmpty) return {};
    }
  }

 private:
  static constexpr std::uint64_t kEmpty = ~std::uint64_t{0};
  struct Entry {
    std::uint64_t key = kEmpty;
    Merge merge;
  };

  static std::uint64_t key(TokenId left, TokenId right) noexcept {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 | static_cast<std::uint32_t>(right);
  }
  /// Multiplicative hashing (Knuth), the top bits.
  std::size_t slot(std::uint64_t key) const noexcept {
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15u) >> shift_);
  }

  std::vector<Entry> entries_;
  std::size_t mask_ = 0;
  int shift_ = 0;
};

/// Merges pairs in place, the lowest rank first and the leftmost first among equals, until none is left. Returns how
/// many symbols are left, at the front. symbols: a piece's tokens, one a byte, negative where the vocabulary lacks it.
std::size_t merge_pairs(const MergeTable& merges, std::span<TokenId> symbols);

}  // namespace coldread
