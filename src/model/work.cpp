#include "model/work.h"

namespace coldread {

Work work_of(const ModelConfig& config, std::int64_t first, std::int64_t count, std::int64_t asked) {
  const std::int64_t queries = config.heads * config.head_size;
  const std::int64_t keys = config.kv_heads * config.head_size;
  const std::int64_t layer = config.width * (queries + 2 * keys) + queries * config.width +
                             (config.gated ? 3 : 2) * config.width * config.feed_forward;
  const std::int64_t seen = count * first + count * (count + 1) / 2;  // keys, over all positions
  Work work;
  work.matrix_operations = 2.0 * static_cast<double>(count) * static_cast<double>(config.layers * layer) +
                           2.0 * static_cast<double>(asked) * static_cast<double>(config.width * config.vocabulary);
  work.attention_operations = 4.0 * static_cast<double>(config.layers * queries) * static_cast<double>(seen);
  work.cache_bytes = 4.0 * static_cast<double>(config.layers * 2 * keys) * static_cast<double>(first + count);
  return work;
}

}  // namespace coldread
