#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "engine/fake_tokenizer.h"
#include "model/kv_cache.h"

namespace coldread {

/// A model whose logits are a hash of all tokens before, which it reads back from the key/value cache: a wrong fork or
/// a wrong position gives other numbers.
class FakeModel final : public Model {
 public:
  explicit FakeModel(std::int64_t context = 64, std::int64_t vocabulary = 300)
      : context_(context), vocabulary_(vocabulary), cache_({.layers = 1, .heads = 1, .head_size = 1}) {}

  /// The logits after these tokens of a text.
  std::vector<float> logits(const std::vector<TokenId>& prefix, std::int64_t rotary_length = 0) const {
    std::uint64_t state = 0x243f6a8885a308d3 + static_cast<std::uint64_t>(rotary_length);
    for (const TokenId id : prefix) {
      state = mix(state ^ static_cast<std::uint64_t>(id + 1));
    }
    std::vector<float> row(static_cast<std::size_t>(vocabulary_));
    for (std::size_t v = 0; v < row.size(); ++v) {
      row[v] = static_cast<float>(mix(state + v) >> 40) * 0x1p-21F - 4.0F;
      if (broken_after >= 0 && prefix.back() == broken_after) {
        row[v] = NAN;
      }
    }
    for (const auto& [last, next] : follows) {
      if (prefix.back() == last) {
        row[static_cast<std::size_t>(next)] = 50.0F;
      }
    }
    return row;
  }

  static ProbeResult answer(const std::vector<float>& row, TokenId target) {
    ProbeResult result;
    result.argmax = static_cast<TokenId>(std::max_element(row.begin(), row.end()) - row.begin());
    double sum = 0;
    for (const float logit : row) {
      sum += std::exp(double{logit});
    }
    result.log_partition = std::log(sum);
    result.finite = std::isfinite(sum);
    result.argmax_logprob = static_cast<float>(row[static_cast<std::size_t>(result.argmax)] - result.log_partition);
    if (target >= 0) {
      result.target_logprob = static_cast<float>(row[static_cast<std::size_t>(target)] - result.log_partition);
    }
    return result;
  }

  void forward(const Batch& batch, LogitsSink& sink) override {
    ++batches;
    std::int64_t tokens = 0;
    std::vector<std::int64_t> starts;
    for (const auto& row : batch.rows) {
      const std::int64_t start = row.sequence->length();
      const auto count = static_cast<std::int64_t>(row.tokens.size());
      CHECK(start + count <= context_);
      CHECK(!row.tokens.empty());
      starts.push_back(start);
      if (row.transient) {
        CHECK(row.tokens.size() <= kMostTransientTokens);
        transient_tokens += count;
      } else {
        KvCache::extend(*row.sequence, count);
        for (std::size_t i = 0; i < row.tokens.size(); ++i) {
          slot(*row.sequence, start + static_cast<std::int64_t>(i)) = static_cast<float>(row.tokens[i]);
        }
      }
      tokens += static_cast<std::int64_t>(row.tokens.size());
    }
    most_tokens = std::max(most_tokens, tokens);
    most_rows = std::max(most_rows, batch.rows.size());
    most_bytes = std::max(most_bytes, cache_.bytes_in_use());
#pragma omp parallel for num_threads(2) if (batch.probes.size() > 8)
    for (std::size_t p = 0; p < batch.probes.size(); ++p) {
      const Probe& probe = batch.probes[p];
      const auto& row = batch.rows[probe.row];
      std::vector<TokenId> prefix;
      for (std::int64_t i = 0; i < starts[probe.row]; ++i) {
        prefix.push_back(static_cast<TokenId>(slot(*row.sequence, i)));
      }
      prefix.insert(prefix.end(), row.tokens.begin(), row.tokens.begin() + probe.token + 1);
      const auto values = logits(prefix, row.rotary_length);
      sink.on_probe(p, answer(values, probe.target),
                    probe.want_logits ? std::span<const float>(values) : std::span<const float>{});
    }
  }

  KvSequence new_sequence() override {
    return cache_.new_sequence();
  }
  std::size_t sequence_bytes(std::int64_t positions) const override {
    return cache_.sequence_bytes(positions);
  }
  std::int64_t context_length() const override {
    return context_;
  }
  std::int64_t vocabulary_size() const override {
    return vocabulary_;
  }
  std::int64_t rotary_length(std::int64_t text) const override {
    return text > usual_texts ? text : 0;
  }
  std::size_t weight_bytes() const override {
    return 0;
  }

  std::size_t bytes_in_use() const {
    return cache_.bytes_in_use();
  }
  std::size_t page_bytes() const {
    return cache_.page_bytes();
  }

  std::vector<std::pair<TokenId, TokenId>> follows;  ///< after the first comes the second, nearly surely
  std::int64_t usual_texts = 1 << 20;                ///< longer ones have other angles, each length its own
  TokenId broken_after = -1;                         ///< logits are NaN after this token
  int batches = 0;
  std::int64_t most_tokens = 0;
  std::size_t most_rows = 0;
  std::size_t most_bytes = 0;
  std::int64_t transient_tokens = 0;  ///< whose keys and values nobody wanted kept

 private:
  static std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
  }
  /// A page starts with the keys of the only layer and head.
  static float& slot(const KvSequence& sequence, std::int64_t position) {
    return KvCache::page(sequence, position / KvCache::kPagePositions).data[position % KvCache::kPagePositions];
  }

  std::int64_t context_;
  std::int64_t vocabulary_;
  KvCache cache_;
};

/// Keeps every answer, and the streamed pieces.
class Answers : public ResponseSink {
 public:
  void on_token(std::size_t request, std::string_view text) override {
    CHECK(!done.contains(request));
    streamed[request].push_back(std::string(text));
  }
  void on_done(std::size_t request, const Response& response) override {
    CHECK(!done.contains(request));
    done[request] = response;
  }
  bool stop_requested() override { return stop_after && done.size() >= *stop_after; }

  const TokenScores& scores(std::size_t i) const { return std::get<TokenScores>(done.at(i)); }
  const GeneratedText& text(std::size_t i) const { return std::get<GeneratedText>(done.at(i)); }
  const std::string& failure(std::size_t i) const { return std::get<RequestFailure>(done.at(i)).message; }

  std::map<std::size_t, Response> done;
  std::map<std::size_t, std::vector<std::string>> streamed;
  std::optional<std::size_t> stop_after;
};

}  // namespace coldread
