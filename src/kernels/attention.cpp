#include "kernels/attention.h"

#include <algorithm>
#include <vector>

#include "kernels/scratch.h"
#include "kernels/table.h"

namespace coldread::kernels {
namespace {

static_assert(kMostHeadsAtOnce == kAttentionVectors);

/// Part of a run: positions whose query vectors of one group are worked on together.
struct Part {
  const AttentionRun* run;
  std::int64_t start;
  std::int64_t positions;
};

}  // namespace

void attention(ConstMatrixView q, std::span<const AttentionRun> runs, const AttentionShape& shape, MatrixView out,
               Team& team, const std::function<void(const AttentionRun& run, std::int64_t kv_head)>& before) {
  const KernelTable& kernels = table();
  const std::int64_t group = shape.heads / shape.kv_heads;
  // Of a group beyond 48 heads, some at a time.
  const std::int64_t heads_at_once = std::min(group, kAttentionVectors);
  const std::int64_t step = std::max<std::int64_t>(1, kAttentionVectors / heads_at_once);
  const std::int64_t head_parts = (group + heads_at_once - 1) / heads_at_once;
  std::vector<Part> parts;
  for (const AttentionRun& run : runs) {
    for (std::int64_t start = 0; start < run.positions; start += step) {
      parts.push_back({&run, start, std::min(step, run.positions - start)});
    }
  }
  const auto count = static_cast<std::int64_t>(parts.size());
  const std::int64_t value_stride = (shape.head_size + 15) / 16 * 16;
  const std::int64_t heads = shape.kv_heads * head_parts;
  team.share(count * heads, [&](std::int64_t task) {
    const Part& part = parts[static_cast<std::size_t>(task / heads)];
    const std::int64_t h = task % heads;
    const AttentionRun& run = *part.run;
    const std::int64_t kv_head = h / head_parts;
    const std::int64_t head = kv_head * group + h % head_parts * heads_at_once;
    const std::int64_t last_tile = (run.first_position + part.start + part.positions - 1) / kTileKeys;
    // The tiles' pointers of this head, then the kernel's own room.
    thread_local std::vector<const float*> keys;
    thread_local std::vector<const float*> values;
    keys.clear();
    values.clear();
    for (std::int64_t t = 0; t <= last_tile; ++t) {
      const float* page = run.pages[t].data + shape.layer * run.pages[t].layer_stride;
      keys.push_back(page + kv_head * shape.head_size * kTileKeys);
      values.push_back(page + (shape.kv_heads * shape.head_size + kv_head * value_stride) * kTileKeys);
    }
    // Of a single sequence the next head is mostly another thread's.
    const float* next = nullptr;
    std::int64_t next_keys = 0;
    if (runs.size() > 1 && task + 1 < count * heads) {
      const Part& next_part = parts[static_cast<std::size_t>((task + 1) / heads)];
      const AttentionRun& next_run = *next_part.run;
      const std::int64_t next_head = (task + 1) % heads / head_parts * shape.head_size * kTileKeys;
      const std::int64_t last = next_run.first_position + next_part.start + next_part.positions - 1;
      next = next_run.pages[0].data + shape.layer * next_run.pages[0].layer_stride + next_head;
      next_keys = std::min(last + 1, kTileKeys);
    }
    if (before) before(run, kv_head);
    kernels.attention({.q = q.row(run.row + part.start) + head * shape.head_size,
                       .q_stride = q.stride,
                       .first_position = run.first_position + part.start,
                       .positions = part.positions,
                       .group = std::min(heads_at_once, (kv_head + 1) * group - head),
                       .head_size = shape.head_size,
                       .held = run.held,
                       .keys = keys.data(),
                       .values = values.data(),
                       .next = next,
                       .next_keys = next_keys,
                       .scale = shape.scale,
                       .out = out.row(run.row + part.start) + head * shape.head_size,
                       .out_stride = out.stride,
                       .scratch = thread_scratch(attention_scratch(shape.head_size))});
  });
}

}  // namespace coldread::kernels
