#include "model/work.h"

namespace coldread {

Work work_of(const ModelConfig& config, std::int64_t first, std::int64_t count, std::int64_t asked) {
  const std::int64_t queries = config.heads * config.head_size;
  const std::int64_t keys = config.kv_heads * config.head_size;
  const std::int64_t before_attention = config.width * (queries + 2 * keys);
  const std::int64_t after = queries * config.width + (config.gated ? 3 : 2) * config.width * config.feed_forward;
  // In the last layer the positions that nobody asks for end as keys and values.
  const std::int64_t through = (config.layers - 1) * count + asked;
  // Keys seen, over all positions and over the last ones.
  const std::int64_t seen = count * first + count * (count + 1) / 2;
  const std::int64_t seen_by_asked = asked * (first + count) - asked * (asked - 1) / 2;
  Work work;
  work.matrix_operations = 2.0 * static_cast<double>(config.layers * count * before_attention + through * after +
                                                     asked * config.width * config.vocabulary);
  work.attention_operations =
      4.0 * static_cast<double>(queries) * static_cast<double>((config.layers - 1) * seen + seen_by_asked);
  work.cache_bytes = 4.0 * static_cast<double>(config.layers * 2 * keys) * static_cast<double>(first + count);
  return work;
}

}  // namespace coldread
