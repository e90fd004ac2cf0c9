#include "model/batch_layout.h"

#include <doctest/doctest.h>
#include <vector>

namespace coldread {
namespace {

using Rows = std::vector<std::int64_t>;

/// A sequence that holds so many positions already, and the tokens that go on with it.
struct Goes {
  std::int64_t held;
  std::size_t tokens;
  bool transient = false;
};

/// A slice of whole rows; the tokens whose number in the slice is named have their states requested.
struct Slice {
  KvCache cache{{.layers = 2, .heads = 1, .head_size = 3}};
  std::vector<KvSequence> sequences;
  std::vector<TokenId> ids = std::vector<TokenId>(300);
  Batch batch;
  std::vector<PassToken> tokens;
  BatchLayout layout{cache};

  Slice(const std::vector<Goes>& rows, const Rows& requested) {
    for (const Goes& goes : rows) {
      KvSequence& sequence = sequences.emplace_back(cache.new_sequence());
      KvCache::extend(sequence, goes.transient ? goes.held : goes.held + static_cast<std::int64_t>(goes.tokens));
    }
    for (std::uint32_t r = 0; r < rows.size(); ++r) {
      batch.rows.push_back(
          {.sequence = &sequences[r], .tokens = std::span(ids).first(rows[r].tokens), .transient = rows[r].transient});
      for (std::size_t i = 0; i < rows[r].tokens; ++i) {
        tokens.push_back({.position = rows[r].held + static_cast<std::int64_t>(i), .row = r});
      }
    }
    for (std::size_t i = 0; i < requested.size(); ++i) {
      tokens[static_cast<std::size_t>(requested[i])].hidden = static_cast<std::int64_t>(i);
    }
    layout.arrange(batch, tokens);
  }
};

TEST_CASE("each row is a run after what its sequence holds") {
  const Slice slice({{.held = 0, .tokens = 3}, {.held = 70, .tokens = 2}}, {});
  const auto runs = slice.layout.runs();
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].row == 0);
  CHECK(runs[0].positions == 3);
  CHECK(runs[1].row == 3);
  CHECK(runs[1].first_position == 70);
  CHECK(runs[1].held == 72);
  CHECK(runs[1].pages[1].data == KvCache::page(slice.sequences[1], 1).data);
  CHECK_FALSE(slice.layout.single());
  CHECK(Slice({{.held = 0, .tokens = 1}, {.held = 70, .tokens = 1}}, {}).layout.single());
}

TEST_CASE("a run that crosses a page's end has a part in each page") {
  const Slice slice({{.held = 60, .tokens = 70}}, {});
  Rows rows;
  for (const PagePart& part : slice.layout.parts()) rows.push_back(part.rows);
  CHECK(rows == Rows{4, 64, 2});
  CHECK(slice.layout.parts()[2].row == 68);
}

TEST_CASE("what is transient lies in pages of its own, of one layer each, after the sequence's full ones") {
  const Slice slice({{.held = 70, .tokens = 60, .transient = true}, {.held = 64, .tokens = 1, .transient = true}}, {});
  const auto runs = slice.layout.runs();
  CHECK(transient_pages(slice.batch.rows[0], 70) == 2);
  CHECK(runs[0].pages[0].data == KvCache::page(slice.sequences[0], 0).data);
  CHECK(runs[0].pages[1].layer_stride == 0);
  CHECK(runs[0].pages[2].data == runs[0].pages[1].data + slice.cache.layer_size());
  CHECK(runs[1].pages[1].data == runs[0].pages[2].data + slice.cache.layer_size());
  // Six positions of its first page stand in the sequence; of the other's none.
  CHECK(slice.layout.begun(runs[0]).data == KvCache::page(slice.sequences[0], 1).data);
  CHECK(slice.layout.begun(runs[1]).data == nullptr);
}

TEST_CASE("neighbours that are requested are one run") {
  const Slice slice({{.held = 5, .tokens = 4}, {.held = 0, .tokens = 2}}, {0, 2, 3, 4});
  CHECK(Rows(slice.layout.requested().begin(), slice.layout.requested().end()) == Rows{0, 2, 3, 4});
  Rows first, positions, held;
  for (const kernels::AttentionRun& run : slice.layout.requested_runs()) {
    first.push_back(run.first_position);
    positions.push_back(run.positions);
    held.push_back(run.held);
  }
  CHECK(first == Rows{5, 7, 0});
  CHECK(positions == Rows{1, 2, 1});
  CHECK(held == Rows{9, 9, 2});
}

}  // namespace
}  // namespace coldread
