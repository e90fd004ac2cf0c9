#include "engine/prefix_trie.h"

#include <algorithm>

namespace coldread {

std::uint32_t PrefixTrie::append_child(std::uint32_t parent, std::size_t start, std::span<const TokenId> tokens,
                                       std::int64_t rotary_length) {
  const auto index = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back({parent, start, tokens, {}, rotary_length});
  nodes_[parent].children.push_back(index);
  return index;
}

/// Puts a new node for the first `length` tokens of `lower` between it and its parent.
std::uint32_t PrefixTrie::split(std::uint32_t lower, std::size_t length) {
  const auto upper = static_cast<std::uint32_t>(nodes_.size());
  const std::uint32_t parent = nodes_[lower].parent;
  const auto tokens = nodes_[lower].tokens;
  const std::int64_t rotary_length = nodes_[lower].rotary_length;
  nodes_.push_back({parent, nodes_[lower].start, tokens.first(length), {lower}, rotary_length});
  auto& siblings = nodes_[parent].children;
  *std::find(siblings.begin(), siblings.end(), lower) = upper;
  nodes_[lower].parent = upper;
  nodes_[lower].start += length;
  nodes_[lower].tokens = tokens.subspan(length);
  child_of_edge_[{parent, tokens.front(), rotary_length}] = upper;
  child_of_edge_[{upper, tokens[length], rotary_length}] = lower;
  return upper;
}

std::uint32_t PrefixTrie::add(std::span<const TokenId> ids, std::int64_t rotary_length) {
  if (!share_) {
    return ids.empty() ? 0 : append_child(0, 0, ids, rotary_length);
  }
  std::uint32_t node = 0;
  std::size_t position = 0;
  while (position < ids.size()) {
    const auto rest = ids.subspan(position);
    const auto found = child_of_edge_.find({node, rest.front(), rotary_length});
    if (found == child_of_edge_.end()) {
      const std::uint32_t child = append_child(node, position, rest, rotary_length);
      child_of_edge_[{node, rest.front(), rotary_length}] = child;
      return child;
    }
    const std::uint32_t child = found->second;
    const auto tokens = nodes_[child].tokens;
    const auto common = static_cast<std::size_t>(
        std::mismatch(rest.begin(), rest.end(), tokens.begin(), tokens.end()).first - rest.begin());
    node = common == tokens.size() ? child : split(child, common);
    position += common;
  }
  return node;
}

std::vector<std::uint32_t> PrefixTrie::depth_first() const {
  std::vector<std::uint32_t> order;
  std::vector<std::uint32_t> stack = {0};
  order.reserve(nodes_.size());
  while (!stack.empty()) {
    const std::uint32_t node = stack.back();
    stack.pop_back();
    order.push_back(node);
    stack.insert(stack.end(), nodes_[node].children.rbegin(), nodes_[node].children.rend());
  }
  return order;
}

}  // namespace coldread
