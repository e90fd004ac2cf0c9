#pragma once

#include <cstdint>
#include <memory>

namespace coldread {

class KvCache;

/// Keys and values of one token sequence, position 0 onward, in pages of fixed absolute positions (kernels' key tiles).
/// Full pages are shared between forks by reference. A handle: cheap to move; freeing returns its pages to the cache.
class KvSequence {
 public:
  KvSequence();
  ~KvSequence();
  KvSequence(KvSequence&&) noexcept;
  KvSequence& operator=(KvSequence&&) noexcept;
  KvSequence(const KvSequence&) = delete;
  KvSequence& operator=(const KvSequence&) = delete;

  /// Number of positions held.
  std::int64_t length() const;
  /// A new sequence that starts with the first `length` positions of this one (full pages by reference, a partial one
  /// copied).
  KvSequence fork(std::int64_t length) const;

 private:
  friend class KvCache;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace coldread
