#include "tokenizer/models/token_index.h"

#include <algorithm>
#include <functional>

#include "base/unicode.h"
#include "tokenizer/fail_in.h"

namespace coldread {
namespace {

/// Adds the tokens of the vocabulary itself, or those that were added; where two have the same bytes, the first stays.
void add_tokens(IdsByBytes& ids, const Vocabulary& vocabulary, bool added) {
  for (std::size_t i = 0; i < vocabulary.size(); ++i) {
    const auto id = static_cast<TokenId>(i);
    if (vocabulary.is_added(id) != added || !vocabulary.is_of_model(id)) continue;
    const std::string& bytes = vocabulary.model_bytes(id);
    if (!bytes.empty()) ids.emplace(bytes, id);
  }
}

struct Found {
  TokenId left;
  TokenId right;
  Merge merge;
};

}  // namespace

IdsByBytes plain_tokens(const Vocabulary& vocabulary) {
  IdsByBytes ids;
  ids.reserve(vocabulary.size());
  add_tokens(ids, vocabulary, false);
  return ids;
}

IdsByBytes model_tokens(const Vocabulary& vocabulary) {
  IdsByBytes ids = plain_tokens(vocabulary);
  add_tokens(ids, vocabulary, true);
  return ids;
}

MergeTable ranked_merges(const Vocabulary& vocabulary, const IdsByBytes& ids,
                         std::span<const std::pair<std::string, std::string>> merges,
                         std::string_view continuing_prefix) {
  MergeTable table(merges.size());
  std::string merged;
  for (std::size_t rank = 0; rank < merges.size(); ++rank) {
    const auto& [left, right] = merges[rank];
    merged = left;
    merged += std::string_view(right).substr(right.starts_with(continuing_prefix) ? continuing_prefix.size() : 0);
    const auto left_id = ids.find(left);
    const auto right_id = ids.find(right);
    const auto merged_id = ids.find(merged);
    if (left_id == ids.end() || right_id == ids.end() || merged_id == ids.end()) {
      fail_in(vocabulary.origin(), "has the merge '" + left + "' + '" + right + "' (number " +
                                       std::to_string(rank + 1) +
                                       "), of which one part or the result is not in the vocabulary");
    }
    table.add(left_id->second, right_id->second,
              {.rank = static_cast<std::uint32_t>(rank), .merged = merged_id->second});
  }
  return table;
}

MergeTable scored_merges(const IdsByBytes& ids, std::span<const float> scores) {
  std::vector<float> order(scores.begin(), scores.end());
  std::ranges::sort(order, std::greater());
  std::vector<Found> found;
  for (const auto& [token, id] : ids) {
    const auto rank = static_cast<std::uint32_t>(
        std::ranges::lower_bound(order, scores[static_cast<std::size_t>(id)], std::greater()) - order.begin());
    for (std::size_t i = code_point_at(token, 0).length; i < token.size(); i += code_point_at(token, i).length) {
      const auto left = ids.find(token.substr(0, i));
      if (left == ids.end()) continue;
      const auto right = ids.find(token.substr(i));
      if (right != ids.end()) found.push_back({left->second, right->second, {.rank = rank, .merged = id}});
    }
  }
  MergeTable table(found.size());
  for (const Found& one : found) table.add(one.left, one.right, one.merge);
  return table;
}

TokenId byte_token(const IdsByBytes& ids, unsigned char byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const char text[] = {'<', '0', 'x', kDigits[byte >> 4u], kDigits[byte & 15u], '>'};
  const auto found = ids.find(std::string_view(text, sizeof text));
  return found == ids.end() ? -1 : found->second;
}

}  // namespace coldread
