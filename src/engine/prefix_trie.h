#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

#include "api/request.h"

namespace coldread {

/// Token sequences by their shared beginnings. Each node stands for a run of tokens after those of its parents; every
/// sequence ends at a node's end. Node 0 is the root, without tokens. Sequences whose rotary_length differs share
/// nothing: the keys of the same tokens are turned by other angles.
class PrefixTrie {
 public:
  struct Node {
    std::uint32_t parent = 0;
    std::size_t start = 0;              ///< position of the first of its tokens in the sequence
    std::span<const TokenId> tokens{};  ///< of one of the sequences that were added
    std::vector<std::uint32_t> children{};
    std::int64_t rotary_length = 0;  ///< see Model
    std::size_t end() const { return start + tokens.size(); }
  };

  /// share = false keeps every sequence to itself, under the root.
  explicit PrefixTrie(bool share) : share_(share), nodes_(1) {}

  /// Adds a sequence, which must outlive the trie, and gives the node that it ends at. An earlier answer stays right
  /// when nodes are split later.
  std::uint32_t add(std::span<const TokenId> ids, std::int64_t rotary_length = 0);

  const std::vector<Node>& nodes() const { return nodes_; }
  /// All nodes, parents before children, siblings in the order they were added: depth first.
  std::vector<std::uint32_t> depth_first() const;

 private:
  std::uint32_t append_child(std::uint32_t parent, std::size_t start, std::span<const TokenId> tokens,
                             std::int64_t rotary_length);
  std::uint32_t split(std::uint32_t lower, std::size_t length);
  /// A child by its parent and first token; below the root by rotary_length, too, which all below it have.
  struct Edge {
    std::uint32_t parent = 0;
    TokenId first = 0;
    std::int64_t rotary_length = 0;
    bool operator==(const Edge&) const = default;
  };
  struct EdgeHash {
    std::size_t operator()(const Edge& edge) const {
      const std::uint64_t place = (std::uint64_t{edge.parent} << 32) | static_cast<std::uint32_t>(edge.first);
      return std::hash<std::uint64_t>()(place ^ (static_cast<std::uint64_t>(edge.rotary_length) << 40));
    }
  };

  bool share_;
  std::vector<Node> nodes_;
  std::unordered_map<Edge, std::uint32_t, EdgeHash> child_of_edge_;
};

}  // namespace coldread
