#include "kernels/attention.h"

#include <algorithm>
#include <vector>

#include "kernels/table.h"
#include "machine/scratch.h"

namespace coldread::kernels {
namespace {

/// Part of a run: positions whose query vectors of one group are worked on together.
struct Part {
  const AttentionRun* run;
  std::int64_t start;
  std::int64_t positions;

  std::int64_t first_position() const { return run->first_position + start; }
  std::int64_t last_position() const { return first_position() + positions - 1; }
};

/// The work in tasks: one part and some heads of one group each. Of a group beyond 48 heads, some at a time.
class Tasks {
 public:
  Tasks(std::span<const AttentionRun> runs, const AttentionShape& shape)
      : shape_(shape),
        group_(shape.heads / shape.kv_heads),
        heads_at_once_(std::min(group_, kAttentionVectors)),
        parts_of_group_((group_ + heads_at_once_ - 1) / heads_at_once_) {
    const std::int64_t step = std::max<std::int64_t>(1, kAttentionVectors / heads_at_once_);
    for (const AttentionRun& run : runs) {
      for (std::int64_t start = 0; start < run.positions; start += step) {
        parts_.push_back({&run, start, std::min(step, run.positions - start)});
      }
    }
  }

  std::int64_t count() const { return static_cast<std::int64_t>(parts_.size()) * tasks_of_part(); }
  const Part& part(std::int64_t task) const { return parts_[static_cast<std::size_t>(task / tasks_of_part())]; }
  std::int64_t kv_head(std::int64_t task) const { return task % tasks_of_part() / parts_of_group_; }
  std::int64_t first_head(std::int64_t task) const {
    return kv_head(task) * group_ + task % parts_of_group_ * heads_at_once_;
  }
  std::int64_t heads(std::int64_t task) const {
    return std::min(heads_at_once_, (kv_head(task) + 1) * group_ - first_head(task));
  }
  /// The rule, of the heads from the task's first one on.
  ScoreRule rule(std::int64_t task) const {
    ScoreRule rule = shape_.rule;
    const std::int64_t head = first_head(task);
    if (rule.slopes != nullptr) rule.slopes += head;
    if (rule.key_bias != nullptr) rule.key_bias += head * rule.key_bias_stride;
    if (rule.sinks != nullptr) rule.sinks += head;
    return rule;
  }
  std::int64_t first_tile(std::int64_t task) const {
    return kernels::first_tile(shape_.visible, part(task).first_position());
  }
  std::int64_t end_key(std::int64_t task) const { return shape_.visible.end(part(task).last_position()); }
  const float* keys(std::int64_t task, std::int64_t tile) const {
    return page(task, tile) + kv_head(task) * shape_.head_size * kTileKeys;
  }
  const float* values(std::int64_t task, std::int64_t tile) const {
    const std::int64_t stride = value_stride(shape_.head_size);
    return page(task, tile) + (shape_.kv_heads * shape_.head_size + kv_head(task) * stride) * kTileKeys;
  }
  /// The first visible tile's keys.
  NextRead read_of(std::int64_t task) const {
    const std::int64_t tile = first_tile(task);
    const std::int64_t count = std::min(end_key(task) - tile * kTileKeys, kTileKeys);
    return {reinterpret_cast<const std::byte*>(keys(task, tile)), 4 * count * shape_.head_size};
  }

 private:
  std::int64_t tasks_of_part() const { return shape_.kv_heads * parts_of_group_; }
  const float* page(std::int64_t task, std::int64_t tile) const {
    const KvPage& page = part(task).run->pages[tile];
    return page.data + shape_.layer * page.layer_stride;
  }

  const AttentionShape& shape_;
  std::int64_t group_;
  std::int64_t heads_at_once_;
  std::int64_t parts_of_group_;
  std::vector<Part> parts_;
};

}  // namespace

NextRead first_read(std::span<const AttentionRun> runs, const AttentionShape& shape, const Team& team) {
  const Tasks tasks(runs, shape);
  const Team::Part own = team.part(tasks.count());
  return own.first < own.end ? tasks.read_of(own.first) : NextRead{};
}

void attention(const ConstMatrixView& q, std::span<const AttentionRun> runs, const AttentionShape& shape,
               MatrixView out, Team& team,
               const std::function<void(const AttentionRun& run, std::int64_t kv_head)>& before, const NextRead& then) {
  const KernelTable& kernels = table();
  const Tasks tasks(runs, shape);
  const Team::Part own = team.part(tasks.count());
  team.share(tasks.count(), [&](std::int64_t task) {
    const Part& part = tasks.part(task);
    const AttentionRun& run = *part.run;
    const std::int64_t row = run.row + part.start;
    const std::int64_t column = tasks.first_head(task) * shape.head_size;
    // Pointers to this head's visible tiles.
    thread_local std::vector<const float*> keys;
    thread_local std::vector<const float*> values;
    keys.clear();
    values.clear();
    const std::int64_t end = tasks.end_key(task);
    for (std::int64_t tile = tasks.first_tile(task); tile * kTileKeys < end; ++tile) {
      keys.push_back(tasks.keys(task, tile));
      values.push_back(tasks.values(task, tile));
    }
    if (before) before(run, tasks.kv_head(task));
    kernels.attention({.q = q.row(row).data() + column,
                       .q_stride = q.outerStride(),
                       .first_position = part.first_position(),
                       .positions = part.positions,
                       .group = tasks.heads(task),
                       .head_size = shape.head_size,
                       .visible = shape.visible,
                       .rule = tasks.rule(task),
                       .held = run.held,
                       .keys = keys.data(),
                       .values = values.data(),
                       .next = own.goes_on(task) ? tasks.read_of(task + 1) : then,
                       .scale = shape.scale,
                       .out = out.row(row).data() + column,
                       .out_stride = out.outerStride(),
                       .scratch = thread_scratch(attention_scratch(shape.head_size))});
  });
}

}  // namespace coldread::kernels
