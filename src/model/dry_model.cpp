#include "model/dry_model.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "machine/processors.h"
#include "model/batch_layout.h"
#include "model/compute_type.h"
#include "model/kv_cache.h"
#include "model/layer_shape.h"
#include "model/rotary_tables.h"
#include "model/schedule.h"
#include "model/understood_model.h"
#include "model/weight_placement.h"
#include "model/work.h"

namespace coldread {
namespace {

/// The system maps this much of a file around a byte that is touched (fault_around_bytes).
constexpr std::uint64_t kMappedAtOnce = 64 << 10;

class AddedUp final : public DryModel {
 public:
  AddedUp(UnderstoodModel model, const ModelOptions& options, int threads)
      : model_(std::move(model)),
        footprint_(place_weights(model_.plan, options, threads).footprint(model_.plan)),
        threads_(threads),
        rates_(model_.config),
        of_token_(static_cast<std::size_t>(pass_row(model_.config).floats())),
        real_cache_(kv_shape(model_.config)),
        cache_({.layers = 1, .heads = 1, .head_size = 1}) {}

  void forward(const Batch& batch, LogitsSink& sink) override {
    std::vector<PassToken> tokens;
    ForwardDemand::Pass pass;
    std::vector<std::int64_t> requested(batch.rows.size());
    std::vector<std::int64_t> transient(batch.rows.size());
    for (const Probe& probe : batch.probes) ++requested[probe.row];
    for (std::uint32_t r = 0; r < batch.rows.size(); ++r) {
      const BatchRow& row = batch.rows[r];
      const std::int64_t start = row.sequence->length();
      const auto count = static_cast<std::int64_t>(row.tokens.size());
      for (const TokenId id : row.tokens) {
        tokens.push_back({.id = id, .position = start, .row = r, .hidden = -1});
        touch(id);
      }
      transient[r] = transient_pages(row, start);
      if (!row.transient) KvCache::extend(*row.sequence, count);
      const Work work = rates_.of(start, count, requested[r]);
      pass.tokens += count;
      pass.matrix_operations += work.matrix_operations;
      pass.attention_operations += work.attention_operations;
    }
    demand_.tokens += pass.tokens;
    demand_.passes.push_back(pass);
    demand_.cache = cache_.bytes_allocated() / cache_.page_bytes() * real_cache_.page_bytes();
    grow_buffers(batch, tokens, transient);
    for (std::size_t i = 0; i < batch.probes.size(); ++i) {
      sink.on_probe(i, {.target_logprob = -1, .argmax = kAnyToken, .argmax_logprob = -1}, {});
    }
  }

  KvSequence new_sequence() override { return cache_.new_sequence(); }
  std::size_t sequence_bytes(std::int64_t positions) const override { return real_cache_.sequence_bytes(positions); }
  std::int64_t context_length() const override { return model_.config.context; }
  std::int64_t vocabulary_size() const override { return model_.config.vocabulary; }
  std::int64_t rotary_length(std::int64_t text) const override { return coldread::rotary_length(model_.config, text); }
  std::size_t weight_bytes() const override { return footprint_.read; }
  int weight_copies() const override { return footprint_.copies; }
  const Footprint& footprint() const override { return footprint_; }
  const ForwardDemand& demand() const override { return demand_; }

 private:
  static constexpr TokenId kAnyToken = 5;

  /// The mapping behind a token's embedding row.
  void touch(TokenId id) {
    const TensorView& table = *model_.plan.token_embedding;
    const std::uint64_t row = table.data.size() / static_cast<std::uint64_t>(model_.config.vocabulary);
    const auto start = reinterpret_cast<std::uintptr_t>(table.data.data()) + row * static_cast<std::uint64_t>(id);
    for (std::uint64_t at = start / kMappedAtOnce; at <= (start + row - 1) / kMappedAtOnce; ++at) touched_.insert(at);
    demand_.embedding = touched_.size() * kMappedAtOnce;
  }

  /// Buffers of one pass; they never shrink.
  struct Room {
    std::size_t tokens = 0;
    std::size_t pages = 0;  ///< that nobody keeps

    /// ending: pages, by row of the batch.
    void grow(std::span<const PassToken> share, const std::vector<std::int64_t>& transient) {
      for (const auto slice : slices(share)) {
        std::int64_t slice_pages = 0;
        for (std::size_t i = 0; i < slice.size(); ++i) {
          if (i == 0 || slice[i].row != slice[i - 1].row) slice_pages += transient[slice[i].row];
        }
        tokens = std::max(tokens, slice.size());
        pages = std::max(pages, static_cast<std::size_t>(slice_pages));
      }
    }
    Room with(const Room& other) const {
      return {.tokens = std::max(tokens, other.tokens), .pages = std::max(pages, other.pages)};
    }
  };

  /// Buffers as Transformer and LayerPass reserve them.
  void grow_buffers(const Batch& batch, const std::vector<PassToken>& tokens,
                    const std::vector<std::int64_t>& transient) {
    const auto shares = share_out(tokens, threads_);
    if (shares.empty()) together_.grow(tokens, transient);
    for (const auto& share : shares) apart_.grow(share, transient);
    passes_ = std::max(passes_, std::min(shares.size(), static_cast<std::size_t>(threads_)));
    probes_ = std::max(probes_, batch.probes.size());
    const auto width = static_cast<std::size_t>(model_.config.width);
    const auto floats = [&](const Room& room) {
      return room.tokens * of_token_ + room.pages * static_cast<std::size_t>(real_cache_.layer_size());
    };
    // The first pass works both ways.
    demand_.activations =
        sizeof(float) * (floats(together_.with(apart_)) + (passes_ - 1) * floats(apart_) + probes_ * width);
  }

  UnderstoodModel model_;
  Footprint footprint_;
  int threads_;
  WorkRates rates_;
  std::size_t of_token_;  ///< floats of the buffers of a pass
  KvCache real_cache_;    ///< for its sizes: it never holds a page
  KvCache cache_;         ///< as many pages as the real one would hold, each of a few bytes
  ForwardDemand demand_;
  std::unordered_set<std::uint64_t> touched_;
  Room together_;  ///< where all threads share a slice
  Room apart_;     ///< where each has its own
  std::size_t passes_ = 1, probes_ = 0;
};

}  // namespace

Footprint weights_footprint(const std::filesystem::path& path, const std::string& compute, bool wide,
                            const IgnoredSettings& ignored) {
  return footprint_of(understand_model(path, ignored).plan, {.compute = compute_type(compute).weights, .wide = wide});
}

std::unique_ptr<DryModel> make_dry_model(const std::filesystem::path& path, const ModelOptions& options) {
  const int threads = options.threads > 0 ? options.threads : usable_processors();
  return std::make_unique<AddedUp>(understand_model(path, options.ignored), options, threads);
}

}  // namespace coldread
