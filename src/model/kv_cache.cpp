#include "model/kv_cache.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/error.h"
#include "kernels/key_tile.h"
#include "machine/buffer.h"

namespace coldread {

/// The pages that no sequence holds at the moment. They keep what they held: attention reads no slot beyond its own
/// position.
struct KvCache::Pool : std::enable_shared_from_this<KvCache::Pool> {
  KvShape shape;
  std::vector<FloatBuffer> free;
  std::int64_t pages = 0;

  std::int64_t keys_size() const { return shape.heads * shape.head_size * kPagePositions; }
  std::int64_t values_size() const { return shape.heads * kPagePositions * value_stride(shape.head_size); }
  std::int64_t layer_size() const { return keys_size() + values_size(); }
  std::int64_t page_size() const { return shape.layers * layer_size(); }

  std::shared_ptr<FloatBuffer> take() {
    FloatBuffer page;
    if (free.empty()) {
      page = FloatBuffer(page_size());
      ++pages;
    } else {
      page = std::move(free.back());
      free.pop_back();
    }
    return {new FloatBuffer(std::move(page)), [pool = shared_from_this()](FloatBuffer* last) {
              pool->free.push_back(std::move(*last));
              delete last;
            }};
  }

  /// The first positions of some heads, of `held` in that page.
  void copy_layer(const float* from, std::int64_t held, float* to, std::int64_t first_head, std::int64_t heads,
                  std::int64_t positions) const {
    const std::int64_t stride = value_stride(shape.head_size);
    for (std::int64_t head = first_head; head < first_head + heads; ++head) {
      const std::int64_t keys = head * shape.head_size * kPagePositions;
      kernels::copy_keys(from + keys, held, to + keys, positions, shape.head_size);
      const std::int64_t values = keys_size() + head * kPagePositions * stride;
      std::copy_n(from + values, positions * stride, to + values);
    }
  }
};

struct KvSequence::State {
  std::shared_ptr<KvCache::Pool> pool;
  std::vector<std::shared_ptr<FloatBuffer>> pages;  ///< all but the last are full, and shared freely
  std::int64_t length = 0;
};

KvSequence::KvSequence() = default;
KvSequence::~KvSequence() = default;
KvSequence::KvSequence(KvSequence&&) noexcept = default;
KvSequence& KvSequence::operator=(KvSequence&&) noexcept = default;

std::int64_t KvSequence::length() const {
  return state_ ? state_->length : 0;
}

KvSequence KvSequence::fork(std::int64_t length) const {
  COLDREAD_CHECK(state_ != nullptr && length >= 0 && length <= state_->length);
  KvSequence result;
  result.state_ = std::make_unique<State>();
  State& to = *result.state_;
  to.pool = state_->pool;
  to.length = length;
  const std::int64_t full = length / KvCache::kPagePositions;
  to.pages.assign(state_->pages.begin(), state_->pages.begin() + full);
  const std::int64_t rest = length - full * KvCache::kPagePositions;
  if (rest > 0) {
    to.pages.push_back(to.pool->take());
    const float* from = state_->pages[static_cast<std::size_t>(full)]->data();
    const std::int64_t held = std::min(state_->length - full * KvCache::kPagePositions, KvCache::kPagePositions);
    for (std::int64_t layer = 0; layer < to.pool->shape.layers; ++layer) {
      const std::int64_t start = layer * to.pool->layer_size();
      to.pool->copy_layer(from + start, held, to.pages.back()->data() + start, 0, to.pool->shape.heads, rest);
    }
  }
  return result;
}

KvCache::KvCache(const KvShape& shape) : pool_(std::make_shared<Pool>()) {
  COLDREAD_CHECK(shape.layers > 0 && shape.heads > 0 && shape.head_size > 0);
  pool_->shape = shape;
}

KvCache::~KvCache() = default;

const KvShape& KvCache::shape() const {
  return pool_->shape;
}

KvSequence KvCache::new_sequence() {
  KvSequence result;
  result.state_ = std::make_unique<KvSequence::State>();
  result.state_->pool = pool_;
  return result;
}

std::size_t KvCache::page_bytes() const {
  return static_cast<std::size_t>(pool_->page_size()) * sizeof(float);
}

std::size_t KvCache::sequence_bytes(std::int64_t positions) const {
  return static_cast<std::size_t>((positions + kPagePositions - 1) / kPagePositions) * page_bytes();
}

std::size_t KvCache::bytes_in_use() const {
  return bytes_allocated() - pool_->free.size() * page_bytes();
}

std::size_t KvCache::bytes_allocated() const {
  return static_cast<std::size_t>(pool_->pages) * page_bytes();
}

void KvCache::extend(KvSequence& sequence, std::int64_t count) {
  COLDREAD_CHECK(sequence.state_ != nullptr && count >= 0);
  KvSequence::State& state = *sequence.state_;
  state.length += count;
  while (static_cast<std::int64_t>(state.pages.size()) * kPagePositions < state.length) {
    state.pages.push_back(state.pool->take());
  }
}

kernels::KvPage KvCache::page(const KvSequence& sequence, std::int64_t index) {
  const KvSequence::State& state = *sequence.state_;
  return {.data = state.pages[static_cast<std::size_t>(index)]->data(), .layer_stride = state.pool->layer_size()};
}

std::int64_t KvCache::layer_size() const {
  return pool_->layer_size();
}

std::int64_t KvCache::values() const {
  return pool_->keys_size();
}

void KvCache::copy_layer(const float* from, float* to, std::int64_t first_head, std::int64_t heads,
                         std::int64_t positions) const {
  pool_->copy_layer(from, positions, to, first_head, heads, positions);
}

}  // namespace coldread
