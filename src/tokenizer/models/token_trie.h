#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/request.h"

namespace coldread {

/// Tokens by their bytes, to find all that begin at one place of a text: a trie whose edges lie in one open-addressing
/// hash table, at most half full.
class TokenTrie {
 public:
  using Node = std::uint32_t;
  static constexpr Node kRoot = 0;
  static constexpr Node kNone = 0xFFFFFFFF;

  /// origin: the file of the tokens, for errors.
  explicit TokenTrie(std::string origin = {});

  /// Where two tokens have the same bytes, the last one counts. Throws Error(input) where all tokens together have more
  /// beginnings than any vocabulary.
  void add(std::string_view token, TokenId id);

  /// kNone where no token goes on so.
  Node child(Node node, unsigned char byte) const noexcept {
    for (std::size_t i = slot(node, byte);; i = (i + 1) & mask_) {
      if (edges_[i].key == key(node, byte)) return edges_[i].child;
      if (edges_[i].child == kNone) return kNone;
    }
  }
  /// -1 where no token ends here.
  TokenId id(Node node) const noexcept { return ids_[node]; }
  Node descend(Node node, std::string_view bytes) const noexcept;

 private:
  struct Edge {
    std::uint64_t key = 0;
    Node child = kNone;
  };

  static std::uint64_t key(Node node, unsigned char byte) noexcept { return std::uint64_t{node} << 8 | byte; }
  std::size_t slot(Node node, unsigned char byte) const noexcept {
    return static_cast<std::size_t>((key(node, byte) * 0x9E3779B97F4A7C15u) >> shift_);
  }
  void insert(const Edge& edge);
  void grow();

  std::string origin_;
  std::vector<TokenId> ids_;  ///< by node
  std::vector<Edge> edges_;
  std::size_t mask_ = 0;
  int shift_ = 0;
};

}  // namespace coldread
