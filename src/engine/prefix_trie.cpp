#include "engine/prefix_trie.h"

#include <algorithm>

namespace coldread {

std::uint32_t PrefixTrie::append_child(std::uint32_t parent, std::size_t start, std::span<const TokenId> tokens) {
  const auto index = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back({parent, start, tokens});
  nodes_[parent].children.push_back(index);
  return index;
}

/// Puts a new node for the first `length` tokens of `lower` between it and its parent.
std::uint32_t PrefixTrie::split(std::uint32_t lower, std::size_t length) {
  const auto upper = static_cast<std::uint32_t>(nodes_.size());
  const std::uint32_t parent = nodes_[lower].parent;
  const auto tokens = nodes_[lower].tokens;
  nodes_.push_back({parent, nodes_[lower].start, tokens.first(length), {lower}});
  auto& siblings = nodes_[parent].children;
  *std::find(siblings.begin(), siblings.end(), lower) = upper;
  nodes_[lower].parent = upper;
  nodes_[lower].start += length;
  nodes_[lower].tokens = tokens.subspan(length);
  child_of_edge_[edge(parent, tokens.front())] = upper;
  child_of_edge_[edge(upper, tokens[length])] = lower;
  return upper;
}

std::uint32_t PrefixTrie::add(std::span<const TokenId> ids) {
  if (!share_) {
    return ids.empty() ? 0 : append_child(0, 0, ids);
  }
  std::uint32_t node = 0;
  std::size_t position = 0;
  while (position < ids.size()) {
    const auto rest = ids.subspan(position);
    const auto found = child_of_edge_.find(edge(node, rest.front()));
    if (found == child_of_edge_.end()) {
      const std::uint32_t child = append_child(node, position, rest);
      child_of_edge_[edge(node, rest.front())] = child;
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
