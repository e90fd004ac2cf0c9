#include "tokenizer/models/token_trie.h"

#include <bit>
#include <utility>

#include "tokenizer/fail_in.h"

namespace coldread {
namespace {

/// The largest vocabularies in use, of 256,000 tokens, have a million.
constexpr std::size_t kMaxNodes = std::size_t{1} << 24u;

}  // namespace

TokenTrie::TokenTrie(std::string origin) : origin_(std::move(origin)), ids_{-1} {
  grow();
}

void TokenTrie::grow() {
  const std::size_t capacity = edges_.empty() ? 1024 : edges_.size() * 2;
  const std::vector<Edge> old = std::exchange(edges_, std::vector<Edge>(capacity));
  mask_ = capacity - 1;
  shift_ = 64 - std::countr_zero(capacity);
  for (const Edge& edge : old) {
    if (edge.child != kNone) insert(edge);
  }
}

void TokenTrie::insert(const Edge& edge) {
  std::size_t i = slot(static_cast<Node>(edge.key >> 8), static_cast<unsigned char>(edge.key));
  while (edges_[i].child != kNone) i = (i + 1) & mask_;
  edges_[i] = edge;
}

void TokenTrie::add(std::string_view token, TokenId id) {
  Node node = kRoot;
  for (const char c : token) {
    const auto byte = static_cast<unsigned char>(c);
    Node next = child(node, byte);
    if (next == kNone) {
      if (ids_.size() == kMaxNodes) {
        fail_in(origin_, "has tokens of more than " + std::to_string(kMaxNodes) + " different beginnings");
      }
      next = static_cast<Node>(ids_.size());
      ids_.push_back(-1);
      if (2 * ids_.size() > edges_.size()) grow();
      insert({.key = key(node, byte), .child = next});
    }
    node = next;
  }
  ids_[node] = id;
}

TokenTrie::Node TokenTrie::descend(Node node, std::string_view bytes) const noexcept {
  for (const char c : bytes) {
    if (node == kNone) break;
    node = child(node, static_cast<unsigned char>(c));
  }
  return node;
}

}  // namespace coldread
