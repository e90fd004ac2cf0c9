#include <bit>
#include <cmath>
#include <doctest/doctest.h>
#include <string>

#include "kernels/isa.h"
#include "model/logprobs.h"

namespace coldread {
namespace {

const std::vector<std::string> kModels = {"tiny-gpt2", "tiny-llama/small-untied-Q4_1.gguf"};

std::vector<TokenId> some_ids(std::size_t count, TokenId start) {
  std::vector<TokenId> ids;
  for (std::size_t i = 0; i < count; ++i)
    ids.push_back(static_cast<TokenId>((start + 37 * static_cast<TokenId>(i)) % 380));
  return ids;
}

/// Bits of ln p of each next token of `ids`, which go through the model in steps of the given lengths.
std::vector<std::uint32_t> in_steps(Model& model, KvSequence& sequence, const std::vector<TokenId>& ids,
                                    std::size_t step) {
  std::vector<std::uint32_t> bits;
  for (std::size_t start = 0; start < ids.size(); start += step) {
    const auto tokens = std::span(ids).subspan(start, std::min(step, ids.size() - start));
    Batch batch{.rows = {{.sequence = &sequence, .tokens = tokens}}, .probes = {}};
    for (std::uint32_t t = 0; t < tokens.size(); ++t) {
      const std::size_t next = start + t + 1;
      batch.probes.push_back({.row = 0, .token = t, .target = next < ids.size() ? ids[next] : 0});
    }
    AnswerList answers(batch.probes.size());
    model.forward(batch, answers);
    for (const ProbeResult& result : answers.results)
      bits.push_back(std::bit_cast<std::uint32_t>(result.target_logprob));
  }
  return bits;
}

TEST_CASE("the steps in which a sequence is read do not change a bit, nor do threads and instruction set") {
  const std::string before(kernels::active_isa());
  for (const std::string& name : kModels) {
    CAPTURE(name);
    const std::vector<TokenId> ids = some_ids(127, 5);
    std::vector<std::uint32_t> expected;
    for (const std::string& isa : kernels::available_isas()) {
      kernels::use_isa(isa);
      for (const int threads : {1, 2, 3}) {
        const auto model = load_model(kModelReference / name, {.threads = threads});
        for (const std::size_t step : {std::size_t{127}, std::size_t{1}, std::size_t{50}}) {
          if (isa == "portable" && threads > 1) continue;
          KvSequence sequence = model->new_sequence();
          const auto bits = in_steps(*model, sequence, ids, step);
          if (expected.empty()) expected = bits;
          CHECK(bits == expected);
          CHECK(sequence.length() == 127);
        }
      }
    }
  }
  kernels::use_isa(before);
}

TEST_CASE("a fork goes on as a sequence of its own") {
  for (const std::string& name : kModels) {
    CAPTURE(name);
    const auto model = load_model(kModelReference / name, {.threads = 1});
    const std::vector<TokenId> ids = some_ids(100, 9);
    std::vector<TokenId> other(ids.begin(), ids.begin() + 70);
    for (const TokenId id : some_ids(20, 300)) other.push_back(id);
    KvSequence whole = model->new_sequence();
    const auto expected_ids = in_steps(*model, whole, ids, 100);
    KvSequence alone = model->new_sequence();
    const auto expected_other = in_steps(*model, alone, other, 90);

    KvSequence fork = whole.fork(70);
    const std::vector<TokenId> rest(other.begin() + 70, other.end());
    const auto of_fork = in_steps(*model, fork, rest, 7);
    CHECK(std::vector(expected_other.begin() + 70, expected_other.end()) == of_fork);
    // The parent is untouched: its last 30 positions again, from a fork of it.
    KvSequence again = whole.fork(64);
    const auto of_parent = in_steps(*model, again, std::vector<TokenId>(ids.begin() + 64, ids.end()), 36);
    CHECK(std::vector(expected_ids.begin() + 64, expected_ids.end()) == of_parent);
  }
}

using Lengths = std::vector<std::size_t>;

/// The bits of ln p of each token of `ids` from `held` on after the tokens before it, in a batch of rows that end.
struct TransientRow {
  KvSequence* sequence;  ///< holds the first `held` of ids
  std::size_t held;
  std::vector<TokenId> ids;
};

std::vector<std::vector<std::uint32_t>> in_transient_rows(Model& model, const std::vector<TransientRow>& rows) {
  Batch batch;
  for (std::uint32_t r = 0; r < rows.size(); ++r) {
    const auto tokens = std::span(rows[r].ids).subspan(rows[r].held);
    batch.rows.push_back({.sequence = rows[r].sequence, .tokens = tokens, .transient = true});
    for (std::uint32_t t = 0; t < tokens.size(); ++t) {
      batch.probes.push_back({.row = r, .token = t, .target = t + 1 < tokens.size() ? tokens[t + 1] : 0});
    }
  }
  AnswerList answers(batch.probes.size());
  model.forward(batch, answers);
  std::vector<std::vector<std::uint32_t>> bits(rows.size());
  for (std::size_t p = 0; p < batch.probes.size(); ++p) {
    bits[batch.probes[p].row].push_back(std::bit_cast<std::uint32_t>(answers.results[p].target_logprob));
  }
  return bits;
}

TEST_CASE("rows that end have the bits of rows that are kept, and leave their sequence as it was") {
  for (const std::string& name : kModels) {
    CAPTURE(name);
    for (const int threads : {1, 2, 3}) {
      CAPTURE(threads);
      const auto model = load_model(kModelReference / name, {.threads = threads});
      const std::vector<TokenId> first = some_ids(127, 5);
      std::vector<KvSequence> kept(5);
      std::vector<TransientRow> rows;
      std::vector<std::vector<std::uint32_t>> expected;
      std::size_t at = 0;
      for (const std::size_t held : Lengths{0, 1, 50, 64, 70}) {
        if (held > 0) {
          kept[at] = model->new_sequence();
          in_steps(*model, kept[at], {first.begin(), first.begin() + static_cast<std::ptrdiff_t>(held)}, held);
        }
        for (const std::size_t length : Lengths{held + 1, held + 20, 127}) {
          std::vector<TokenId> ids(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(held));
          for (const TokenId id : some_ids(length - held, static_cast<TokenId>(11 * length))) ids.push_back(id);
          KvSequence whole = model->new_sequence();
          const auto bits = in_steps(*model, whole, ids, ids.size());
          expected.emplace_back(bits.begin() + static_cast<std::ptrdiff_t>(held), bits.end());
          rows.push_back({&kept[at], held, std::move(ids)});
        }
        ++at;
      }
      CHECK(in_transient_rows(*model, rows) == expected);
      std::vector<TransientRow> single;
      std::vector<std::vector<std::uint32_t>> expected_single;
      for (std::size_t i = 0; i < rows.size(); i += 3) {
        single.push_back(rows[i]);
        expected_single.push_back(expected[i]);
      }
      CHECK(in_transient_rows(*model, single) == expected_single);
      for (std::size_t i = 0; i < kept.size(); ++i) {
        CHECK(kept[i].length() == static_cast<std::int64_t>(rows[3 * i].held));
      }
      // What the sequences hold is untouched: the same again.
      CHECK(in_transient_rows(*model, rows) == expected);
    }
  }
}

TEST_CASE("sequences of one batch do not see each other") {
  const auto model = load_model(kModelReference / "tiny-gpt2", {.threads = 2});
  std::vector<std::vector<TokenId>> ids;
  for (std::size_t i = 0; i < 40; ++i) ids.push_back(some_ids(1 + i * 3 % 90, static_cast<TokenId>(i)));
  std::vector<KvSequence> sequences;
  for (std::size_t i = 0; i < ids.size(); ++i) sequences.push_back(model->new_sequence());
  Batch batch;
  for (std::uint32_t i = 0; i < ids.size(); ++i) {
    batch.rows.push_back({.sequence = &sequences[i], .tokens = ids[i]});
    batch.probes.push_back({.row = i, .token = static_cast<std::uint32_t>(ids[i].size() - 1), .target = 0});
  }
  AnswerList together(batch.probes.size());
  model->forward(batch, together);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    KvSequence sequence = model->new_sequence();
    const auto alone = in_steps(*model, sequence, ids[i], ids[i].size());
    CHECK(std::bit_cast<std::uint32_t>(together.results[i].target_logprob) == alone.back());
  }
}

TEST_CASE("several probes of one token get their own targets and the same row of logits") {
  const auto model = load_model(kModelReference / "tiny-gpt2", {.threads = 1});
  KvSequence sequence = model->new_sequence();
  const std::vector<TokenId> ids = some_ids(5, 1);
  Batch batch{.rows = {{.sequence = &sequence, .tokens = ids}}, .probes = {}};
  batch.probes = {{.row = 0, .token = 4, .target = 7, .want_logits = true},
                  {.row = 0, .token = 2, .target = 7},
                  {.row = 0, .token = 4, .target = 11},
                  {.row = 0, .token = 4, .want_logits = true}};
  AnswerList answers(4);
  model->forward(batch, answers);
  REQUIRE(answers.logits[0].size() == 384);
  CHECK(answers.logits[0] == answers.logits[3]);
  CHECK(answers.logits[1].empty());
  CHECK(answers.logits[2].empty());
  const auto from_logits = [&](std::size_t token) {
    return static_cast<float>(static_cast<double>(answers.logits[0][token]) - answers.results[0].log_partition);
  };
  CHECK(answers.results[0].target_logprob == from_logits(7));
  CHECK(answers.results[2].target_logprob == from_logits(11));
  CHECK(answers.results[3].target_logprob == 0.0F);
  CHECK(answers.results[3].argmax_logprob == from_logits(static_cast<std::size_t>(answers.results[3].argmax)));
  CHECK(answers.results[1].target_logprob != answers.results[0].target_logprob);
  double total = 0;
  for (std::size_t v = 0; v < 384; ++v) total += std::exp(static_cast<double>(from_logits(v)));
  CHECK(total == doctest::Approx(1.0));
}

TEST_CASE("a batch without probes fills the cache") {
  const auto model = load_model(kModelReference / "tiny-gpt2", {.threads = 1});
  KvSequence sequence = model->new_sequence();
  const std::vector<TokenId> ids = some_ids(3, 1);
  const Batch batch{.rows = {{.sequence = &sequence, .tokens = ids}}, .probes = {}};
  AnswerList none(0);
  model->forward(batch, none);
  CHECK(sequence.length() == 3);
  CHECK(model->sequence_bytes(3) == model->sequence_bytes(64));
}

}  // namespace
}  // namespace coldread
