#include "model/transformer.h"

#include <algorithm>
#include <numeric>
#include <omp.h>
#include <utility>

#include "base/error.h"
#include "kernels/logsumexp.h"
#include "kernels/matmul.h"
#include "model/layer_shape.h"
#include "model/schedule.h"

namespace coldread {

Transformer::Transformer(ModelConfig config, Weights weights, int threads)
    : config_(std::move(config)),
      weights_(std::move(weights)),
      threads_(threads),
      cache_(kv_shape(config_)),
      rotary_(config_.rotary),
      team_(threads, weights_.nodes) {
  for (int i = 0; i < threads_; ++i) {
    passes_.emplace_back(config_, weights_, rotary_, cache_);
    alone_.emplace_back(1, team_.node(i));
  }
}

void Transformer::forward(const Batch& batch, LogitsSink& sink) {
  std::vector<PassToken> tokens;
  std::vector<std::size_t> row_starts;
  rotary_.tidy();
  for (std::uint32_t r = 0; r < batch.rows.size(); ++r) {
    const BatchRow& row = batch.rows[r];
    const std::int64_t start = row.sequence->length();
    const auto count = static_cast<std::int64_t>(row.tokens.size());
    COLDREAD_CHECK(start + count <= config_.context);
    row_starts.push_back(tokens.size());
    for (std::int64_t i = 0; i < count; ++i) {
      const TokenId id = row.tokens[static_cast<std::size_t>(i)];
      COLDREAD_CHECK(id >= 0 && id < config_.vocabulary);
      tokens.push_back({.id = id, .position = start + i, .row = r, .hidden = -1});
    }
    COLDREAD_CHECK(!row.transient || row.tokens.size() <= kMostTransientTokens);
    if (!row.transient) KvCache::extend(*row.sequence, count);
    rotary_.extend(row.rotary_length, start + count);
  }

  // Probes by the token they ask about; several may share one.
  const auto token_of = [&](std::uint32_t probe) -> PassToken& {
    return tokens[row_starts[batch.probes[probe].row] + batch.probes[probe].token];
  };
  std::vector<std::uint32_t> probes(batch.probes.size());
  std::iota(probes.begin(), probes.end(), 0U);
  std::stable_sort(probes.begin(), probes.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return &token_of(a) < &token_of(b); });
  std::int64_t probed = 0;
  for (const std::uint32_t probe : probes) {
    if (token_of(probe).hidden < 0) token_of(probe).hidden = probed++;
  }
  hidden_.reserve(probed * config_.width);

  run_layers(batch, tokens);
  project_out(probed);

  // Groups of whole rows, so that those which are handed over fit the workspace.
  const std::int64_t most_logits = std::max<std::int64_t>(1, kLogitsFloats / config_.vocabulary);
  for (std::size_t begin = 0; begin < probes.size();) {
    std::size_t end = begin;
    std::int64_t wanted = 0;
    while (end < probes.size()) {
      const PassToken& token = token_of(probes[end]);
      std::size_t next = end;
      bool wants = false;
      for (; next < probes.size() && &token_of(probes[next]) == &token; ++next) {
        wants = wants || batch.probes[probes[next]].want_logits;
      }
      if (wants && wanted == most_logits) break;
      wanted += wants ? 1 : 0;
      end = next;
    }
    std::vector<std::int64_t> rows;
    for (std::size_t i = begin; i < end; ++i) rows.push_back(token_of(probes[i]).hidden);
    answer(batch, std::span(probes).subspan(begin, end - begin), rows, sink);
    begin = end;
  }
}

void Transformer::run_layers(const Batch& batch, std::span<const PassToken> tokens) {
  const auto shares = share_out(tokens, threads_);
  if (shares.empty()) {
    const std::int64_t layer = static_cast<std::int64_t>(weight_bytes() / weights_.layers.size());
    const bool worth_all = worth_a_team(static_cast<std::int64_t>(tokens.size()) * layer / 4, layer);
    passes_.front().run(batch, tokens, hidden_.data(), worth_all ? team_ : alone_.front());
    return;
  }
  team_.run([&] {
    const auto thread = static_cast<std::size_t>(omp_get_thread_num());
    team_.schedule(static_cast<std::int64_t>(shares.size()), [&](std::int64_t i) {
      passes_[thread].run(batch, shares[static_cast<std::size_t>(i)], hidden_.data(), alone_[thread]);
    });
  });
}

void Transformer::project_out(std::int64_t rows) {
  if (config_.embedding_width == 0 || rows == 0) return;
  const kernels::PackedMatrix& w = weights_.project_out.weight;
  projected_.reserve(rows * config_.embedding_width);
  team_.reserve(kernels::matmul_workspace(rows, w, team_.size()));
  team_.run([&] {
    kernels::matmul(kernels::view(hidden_.data(), rows, config_.width, config_.width), w, {},
                    kernels::view(projected_.data(), rows, config_.embedding_width, config_.embedding_width), team_);
  });
}

void Transformer::answer(const Batch& batch, std::span<const std::uint32_t> probes, std::span<const std::int64_t> rows,
                         LogitsSink& sink) {
  // Rows of hidden_ are numbered in the order of the sorted probes, so a group's rows are consecutive.
  const std::int64_t first = rows.front();
  const std::int64_t count = rows.back() - first + 1;
  std::vector<kernels::LogitsQuery> queries(static_cast<std::size_t>(count));
  std::vector<TokenId> targets(probes.size());
  std::vector<float> target_logits(probes.size());
  std::int64_t wanted = 0;
  for (std::size_t i = 0; i < probes.size(); ++i) wanted += batch.probes[probes[i]].want_logits ? 1 : 0;
  logits_.reserve(std::min(wanted, count) * config_.vocabulary);
  float* logits = logits_.data();
  for (std::size_t begin = 0; begin < probes.size();) {
    std::size_t end = begin;
    kernels::LogitsQuery& query = queries[static_cast<std::size_t>(rows[begin] - first)];
    for (; end < probes.size() && rows[end] == rows[begin]; ++end) {
      const Probe& probe = batch.probes[probes[end]];
      targets[end] = probe.target;
      if (!probe.want_logits || query.logits != nullptr) continue;
      query.logits = logits;
      logits += config_.vocabulary;
    }
    query.targets = std::span(targets).subspan(begin, end - begin);
    query.target_logits = std::span(target_logits).subspan(begin, end - begin);
    begin = end;
  }
  const std::int64_t width = embedding_width(config_);
  float* states = config_.embedding_width == 0 ? hidden_.data() : projected_.data();
  kernels::answer_logits(
      kernels::view(states + first * width, count, width, width), weights_.head.weight, queries, team_,
      {.bias = weights_.head.bias_or_null(), .scale = config_.logit_scale, .cap = config_.logit_cap});
  // A sink may draw from the logits: that is work for all threads.
#pragma omp parallel for schedule(dynamic) num_threads(threads_) if (threads_ > 1 && wanted > 1)
  for (std::size_t i = 0; i < probes.size(); ++i) {
    const Probe& probe = batch.probes[probes[i]];
    const kernels::LogitsQuery& query = queries[static_cast<std::size_t>(rows[i] - first)];
    const auto logprob = [&](float logit) {
      return query.finite ? static_cast<float>(static_cast<double>(logit) - query.log_partition) : 0.0F;
    };
    ProbeResult result;
    result.target_logprob = probe.target < 0 ? 0.0F : logprob(target_logits[i]);
    result.argmax = query.argmax;
    result.finite = query.finite;
    result.argmax_logprob = logprob(query.max);
    result.log_partition = query.log_partition;
    const auto size = static_cast<std::size_t>(config_.vocabulary);
    sink.on_probe(probes[i], result,
                  probe.want_logits ? std::span<const float>(query.logits, size) : std::span<const float>());
  }
}

}  // namespace coldread
