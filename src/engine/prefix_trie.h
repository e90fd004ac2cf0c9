#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "api/request.h"

namespace coldread {

/// Token sequences by their shared beginnings. Each node stands for a run of tokens after those of its parents; every
/// sequence ends at a node's end. Node 0 is the root, without tokens.
class PrefixTrie {
 public:
  struct Node {
    std::uint32_t parent = 0;
    std::size_t start = 0;              ///< position of the first of its tokens in the sequence
    std::span<const TokenId> tokens{};  ///< of one of the sequences that were added
    std::vector<std::uint32_t> children{};
    std::size_t end() const { return start + tokens.size(); }
  };

  /// share = false keeps every sequence to itself, under the root.
  explicit PrefixTrie(bool share) : share_(share), nodes_(1) {}

  /// Adds a sequence, which must outlive the trie, and gives the node that it ends at. An earlier answer stays right
  /// when nodes are split later.
  std::uint32_t add(std::span<const TokenId> ids);

  const std::vector<Node>& nodes() const { return nodes_; }
  /// All nodes, parents before children, siblings in the order they were added: depth first.
  std::vector<std::uint32_t> depth_first() const;

 private:
  std::uint32_t append_child(std::uint32_t parent, std::size_t start, std::span<const TokenId> tokens);
  std::uint32_t split(std::uint32_t lower, std::size_t length);
  static std::uint64_t edge(std::uint32_t parent, TokenId first) {
    return (std::uint64_t{parent} << 32) | static_cast<std::uint32_t>(first);
  }

  bool share_;
  std::vector<Node> nodes_;
  std::unordered_map<std::uint64_t, std::uint32_t> child_of_edge_;
};

}  // namespace coldread
