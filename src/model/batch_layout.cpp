#include "model/batch_layout.h"

#include <algorithm>

#include "base/error.h"

namespace coldread {

using kernels::AttentionRun;

std::int64_t transient_pages(const BatchRow& row, std::int64_t held) {
  const std::int64_t last = held + static_cast<std::int64_t>(row.tokens.size()) - 1;
  return row.transient ? last / KvCache::kPagePositions - held / KvCache::kPagePositions + 1 : 0;
}

void BatchLayout::arrange(const Batch& batch, std::span<const PassToken> tokens) {
  find_runs(batch, tokens);
  find_parts();
  find_requested(tokens);
  single_ = runs_.size() == tokens.size();
}

void BatchLayout::find_runs(const Batch& batch, std::span<const PassToken> tokens) {
  runs_.clear();
  pages_.clear();
  begun_.clear();
  rotary_lengths_.clear();
  std::int64_t transient = 0;
  for (std::size_t start = 0; start < tokens.size();) {
    std::size_t end = start;
    while (end < tokens.size() && tokens[end].row == tokens[start].row) ++end;
    COLDREAD_CHECK(tokens[start].row < batch.rows.size());
    runs_.push_back({.row = static_cast<std::int64_t>(start),
                     .positions = static_cast<std::int64_t>(end - start),
                     .first_position = tokens[start].position,
                     .held = tokens[start].position + static_cast<std::int64_t>(end - start)});
    const BatchRow& row = batch.rows[tokens[start].row];
    const std::int64_t pages = tokens[end - 1].position / KvCache::kPagePositions + 1;
    const std::int64_t held = tokens[start].position;
    const std::int64_t kept = pages - transient_pages(row, held);
    for (std::int64_t page = 0; page < kept; ++page) pages_.push_back(KvCache::page(*row.sequence, page));
    pages_.resize(pages_.size() + static_cast<std::size_t>(pages - kept));
    transient += pages - kept;
    const bool begun = row.transient && held % KvCache::kPagePositions > 0;
    begun_.push_back(begun ? KvCache::page(*row.sequence, kept) : kernels::KvPage{});
    rotary_lengths_.push_back(row.rotary_length);
    start = end;
  }
  place_pages(transient);
}

/// Gives the pages that are not kept their memory, and each run its pages, once these stay where they are.
void BatchLayout::place_pages(std::int64_t transient) {
  transient_.reserve(transient * cache_.layer_size());
  float* free = transient_.data();
  for (kernels::KvPage& page : pages_) {
    if (page.data != nullptr) continue;
    page.data = free;
    free += cache_.layer_size();
  }
  const kernels::KvPage* pages = pages_.data();
  for (AttentionRun& run : runs_) {
    run.pages = pages;
    pages += (run.first_position + run.positions - 1) / KvCache::kPagePositions + 1;
  }
}

void BatchLayout::find_parts() {
  parts_.clear();
  for (const AttentionRun& run : runs_) {
    for (std::int64_t done = 0; done < run.positions;) {
      const std::int64_t left = KvCache::kPagePositions - (run.first_position + done) % KvCache::kPagePositions;
      const std::int64_t rows = std::min(left, run.positions - done);
      parts_.push_back({.run = &run, .row = run.row + done, .rows = rows});
      done += rows;
    }
  }
}

void BatchLayout::find_requested(std::span<const PassToken> tokens) {
  requested_.clear();
  requested_runs_.clear();
  for (const AttentionRun& run : runs_) {
    for (std::int64_t i = 0; i < run.positions; ++i) {
      if (tokens[static_cast<std::size_t>(run.row + i)].hidden < 0) continue;
      const bool goes_on = i > 0 && !requested_.empty() && requested_.back() == run.row + i - 1;
      if (!goes_on) {
        requested_runs_.push_back(
            {.row = run.row + i, .first_position = run.first_position + i, .held = run.held, .pages = run.pages});
      }
      ++requested_runs_.back().positions;
      requested_.push_back(run.row + i);
    }
  }
}

}  // namespace coldread
