#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "kernels/attention.h"
#include "kernels/key_layout.h"
#include "model/kv_sequence.h"
#include "model/kv_shape.h"

namespace coldread {

/// Memory for keys and values, in pages of 64 absolute positions: page t of a sequence holds positions 64t to 64t+63 of
/// all layers, which are attention's key tiles. Pages come back to a pool when the last sequence that holds them is
/// gone. Sequences may outlive the cache. Not thread-safe, but for the reading of different or equal pages.
class KvCache {
 public:
  static constexpr std::int64_t kPagePositions = 64;

  explicit KvCache(const KvShape& shape);
  ~KvCache();

  const KvShape& shape() const;
  KvSequence new_sequence();
  std::size_t page_bytes() const;
  /// Bytes of a sequence of this many positions that shares nothing.
  std::size_t sequence_bytes(std::int64_t positions) const;
  /// Bytes of pages that sequences hold, each page once.
  std::size_t bytes_in_use() const;
  /// Bytes of pages taken from the system, the pool's free ones included.
  std::size_t bytes_allocated() const;

  /// Reserves `count` more positions at the sequence's end, and counts them as held. Their slots may hold what a
  /// sequence before left there: attention reads none beyond its own position.
  static void extend(KvSequence& sequence, std::int64_t count);
  /// The page that holds a sequence's positions 64*index onward.
  static kernels::KvPage page(const KvSequence& sequence, std::int64_t index);
  /// Floats that one layer takes of a page: keys, [K] tiles (kernels/key_layout.h), and then values,
  /// [K][64][value_stride], S rounded up to a multiple of 16; the padding is zero.
  std::int64_t layer_size() const;
  /// Where in a layer's part the values start.
  std::int64_t values() const;
  /// Copies the positions that some heads hold of one layer's part of a page.
  void copy_layer(const float* from, float* to, std::int64_t first_head, std::int64_t heads,
                  std::int64_t positions) const;
  static std::int64_t value_stride(std::int64_t head_size) { return kernels::value_stride(head_size); }

 private:
  friend class KvSequence;
  struct Pool;
  std::shared_ptr<Pool> pool_;
};

}  // namespace coldread
