#include "model/kv_cache.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <optional>
#include <vector>

#include "kernels/key_tile.h"

namespace coldread {
namespace {

constexpr KvShape kTiny{.layers = 2, .heads = 1, .head_size = 3};

/// Of any cache of this shape.
const KvCache& layout() {
  static const KvCache cache(kTiny);
  return cache;
}

/// Adds one position's numbers to all layers, after those before it.
void write(const KvSequence& sequence, std::int64_t position, float mark) {
  const kernels::KvPage page = KvCache::page(sequence, position / 64);
  const std::int64_t slot = position % 64;
  for (std::int64_t layer = 0; layer < kTiny.layers; ++layer) {
    float* keys = page.data + layer * page.layer_stride;
    std::vector<float> key;
    for (std::int64_t d = 0; d < kTiny.head_size; ++d) {
      key.push_back(mark + static_cast<float>(position * 100 + layer * 10 + d));
      keys[layout().values() + slot * 16 + d] = -key.back();
    }
    kernels::append_keys(keys, slot, key.data(), kTiny.head_size, 1, kTiny.head_size);
  }
}

/// Of the second layer.
const float* second_layer(const KvSequence& sequence, std::int64_t position) {
  const kernels::KvPage page = KvCache::page(sequence, position / 64);
  return page.data + page.layer_stride;
}

float key(const KvSequence& sequence, std::int64_t position) {
  const std::int64_t held = std::min<std::int64_t>(64, sequence.length() - position / 64 * 64);
  return second_layer(sequence, position)[kernels::key_element(position % 64, 2, held, kTiny.head_size)];
}

float value(const KvSequence& sequence, std::int64_t position) {
  return second_layer(sequence, position)[layout().values() + position % 64 * 16 + 2];
}

KvSequence filled(KvCache& cache, std::int64_t length) {
  KvSequence sequence = cache.new_sequence();
  KvCache::extend(sequence, length);
  for (std::int64_t i = 0; i < length; ++i) write(sequence, i, 0);
  return sequence;
}

TEST_CASE("a sequence grows by pages of 64 positions") {
  KvCache cache(kTiny);
  KvSequence sequence = cache.new_sequence();
  CHECK(sequence.length() == 0);
  CHECK(cache.bytes_in_use() == 0);
  KvCache::extend(sequence, 64);
  CHECK(cache.bytes_in_use() == cache.page_bytes());
  KvCache::extend(sequence, 1);
  CHECK(sequence.length() == 65);
  CHECK(cache.bytes_in_use() == 2 * cache.page_bytes());
  CHECK(cache.sequence_bytes(0) == 0);
  CHECK(cache.sequence_bytes(65) == 2 * cache.page_bytes());
  CHECK(cache.page_bytes() == 2 * (3 * 64 + 64 * 16) * sizeof(float));
}

TEST_CASE("a fork shares full pages and copies the partial one") {
  KvCache cache(kTiny);
  KvSequence parent = filled(cache, 100);
  KvSequence fork = parent.fork(70);
  CHECK(fork.length() == 70);
  CHECK(KvCache::page(fork, 0).data == KvCache::page(parent, 0).data);
  CHECK(KvCache::page(fork, 1).data != KvCache::page(parent, 1).data);
  for (std::int64_t i = 64; i < 70; ++i) CHECK(key(fork, i) == static_cast<float>(100 * i + 12));
  CHECK(value(fork, 69) == -6912);
  CHECK(value(fork, 70) == 0);

  KvCache::extend(fork, 1);
  write(fork, 70, 0.5F);
  CHECK(key(fork, 70) == 7012.5F);
  CHECK(key(parent, 70) == 7012);
}

TEST_CASE("a fork at a page border or of nothing copies nothing") {
  KvCache cache(kTiny);
  KvSequence parent = filled(cache, 128);
  KvSequence whole = parent.fork(128);
  KvSequence none = parent.fork(0);
  CHECK(cache.bytes_in_use() == 2 * cache.page_bytes());
  CHECK(none.length() == 0);
  KvCache::extend(whole, 1);
  KvCache::extend(none, 1);
  CHECK(cache.bytes_in_use() == 4 * cache.page_bytes());
}

TEST_CASE("pages come back when the last holder goes") {
  KvCache cache(kTiny);
  std::optional<KvSequence> parent = filled(cache, 64);
  std::optional<KvSequence> fork = parent->fork(64);
  parent.reset();
  CHECK(cache.bytes_in_use() == cache.page_bytes());
  CHECK(key(*fork, 63) == 6312);
  fork.reset();
  CHECK(cache.bytes_in_use() == 0);

  KvSequence next = cache.new_sequence();
  KvCache::extend(next, 1);
  CHECK(cache.bytes_allocated() == cache.page_bytes());
}

TEST_CASE("a sequence may outlive its cache") {
  std::optional<KvSequence> sequence;
  {
    KvCache cache(kTiny);
    sequence = filled(cache, 3);
  }
  CHECK(key(*sequence, 2) == 212);
  KvSequence moved = std::move(*sequence);
  sequence.reset();
  CHECK(moved.fork(1).length() == 1);
}

}  // namespace
}  // namespace coldread
