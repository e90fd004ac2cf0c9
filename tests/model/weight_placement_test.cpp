#include "model/weight_placement.h"

#include <algorithm>
#include <bit>
#include <doctest/doctest.h>

#include "kernels/packed_matrix.h"
#include "machine/nodes.h"
#include "model/dry_model.h"
#include "model/logprobs.h"

namespace coldread {
namespace {

const std::vector<std::string> kModels = {"tiny-gpt2", "tiny-llama/small-untied-Q4_1.gguf"};

/// As many nodes as wanted, all with the processors that this machine has.
std::vector<MemoryNode> pretended(std::size_t count) {
  std::vector<int> processors;
  for (const MemoryNode& node : memory_nodes()) {
    processors.insert(processors.end(), node.processors.begin(), node.processors.end());
  }
  std::sort(processors.begin(), processors.end());
  return std::vector<MemoryNode>(count, {.processors = processors});
}

/// Log-probabilities and logits of some sequences in one batch: few rows go through all threads together, many in
/// shares.
std::vector<std::uint32_t> bits_of(Model& model, std::size_t sequences, std::size_t length) {
  std::vector<std::vector<TokenId>> ids(sequences);
  std::vector<KvSequence> states;
  Batch batch;
  for (std::size_t s = 0; s < sequences; ++s) {
    for (std::size_t i = 0; i < length; ++i) ids[s].push_back(static_cast<TokenId>((11 * s + 37 * i + 5) % 380));
    states.push_back(model.new_sequence());
  }
  for (std::uint32_t s = 0; s < sequences; ++s) {
    batch.rows.push_back({.sequence = &states[s], .tokens = ids[s]});
    for (std::uint32_t t = 0; t < length; ++t) {
      batch.probes.push_back({.row = s, .token = t, .target = 7, .want_logits = t + 1 == length});
    }
  }
  AnswerList answers(batch.probes.size());
  model.forward(batch, answers);
  std::vector<std::uint32_t> bits;
  for (std::size_t i = 0; i < batch.probes.size(); ++i) {
    bits.push_back(std::bit_cast<std::uint32_t>(answers.results[i].target_logprob));
    for (const float logit : answers.logits[i]) bits.push_back(std::bit_cast<std::uint32_t>(logit));
  }
  return bits;
}

TEST_CASE("copies of the weights on several nodes answer with the bits of one") {
  for (const std::string& name : kModels) {
    for (const std::string& compute : compute_types()) {
      CAPTURE(name);
      CAPTURE(compute);
      const auto one = load_model(kModelReference / name, {.threads = 1, .compute = compute, .nodes = pretended(1)});
      CHECK(one->weight_copies() == 1);
      const auto few = bits_of(*one, 3, 5);
      const auto many = bits_of(*one, 20, 60);
      for (const std::size_t nodes : {std::size_t{2}, std::size_t{3}}) {
        for (const int threads : {1, 2, 3, 5}) {
          CAPTURE(nodes);
          CAPTURE(threads);
          const auto model =
              load_model(kModelReference / name, {.threads = threads, .compute = compute, .nodes = pretended(nodes)});
          CHECK(model->weight_copies() == std::min(static_cast<int>(nodes), threads));
          CHECK(model->weight_bytes() == one->weight_bytes());
          CHECK(bits_of(*model, 3, 5) == few);
          CHECK(bits_of(*model, 20, 60) == many);
        }
      }
    }
  }
}

TEST_CASE("each node's threads read a copy of their own") {
  kernels::PackedMatrix matrix(40, 3);
  for (std::int64_t p = 0; p < matrix.panels(); ++p) {
    for (std::int64_t i = 0; i < 96; ++i) matrix.panel(p)[i] = static_cast<float>(p * 96 + i);
  }
  const std::size_t bytes = matrix.bytes();
  for (const kernels::WeightType type : {kernels::WeightType::fp32, kernels::WeightType::int8}) {
    const kernels::PackedMatrix before = matrix.as(type);
    kernels::PackedMatrix spread = matrix.as(type);
    spread.spread(spread_threads(pretended(3), 4));
    CHECK(spread.bytes() == before.bytes());
    const std::byte* first = before.data();
    std::vector<const std::byte*> seen;
    for (const int node : {0, 1, 2}) {
      const std::byte* data = spread.data(node);
      CHECK(std::equal(data, data + before.bytes(), first));
      CHECK(std::find(seen.begin(), seen.end(), data) == seen.end());
      seen.push_back(data);
    }
    CHECK(before.data(2) == before.data(0));  // not spread: all read the one there is
  }
  CHECK(bytes == matrix.bytes());
}

TEST_CASE("estimates count every copy of the matrices, and a pass reads one") {
  for (const std::string& name : kModels) {
    for (const std::string& compute : compute_types()) {
      CAPTURE(name);
      CAPTURE(compute);
      const auto path = kModelReference / name;
      const auto dry = [&](std::size_t nodes, int threads) {
        return make_dry_model(path, {.threads = threads, .compute = compute, .nodes = pretended(nodes)});
      };
      const auto one = dry(1, 4);
      const std::size_t matrices =
          load_model(path, {.threads = 1, .compute = compute, .nodes = pretended(1)})->weight_bytes();
      CHECK(one->footprint().copies == 1);
      CHECK(one->footprint().packed == one->footprint().read);
      CHECK(one->weight_bytes() >= matrices);
      CHECK(weights_footprint(path, compute).loading_peak == one->footprint().loading_peak);
      for (const int copies : {2, 3}) {
        const auto several = dry(static_cast<std::size_t>(copies), 4);
        CHECK(several->weight_copies() == copies);
        CHECK(several->footprint().packed == one->footprint().packed + static_cast<std::size_t>(copies - 1) * matrices);
        CHECK(several->weight_bytes() == one->weight_bytes());
        CHECK(several->footprint().loading_peak > several->footprint().packed - one->footprint().packed);
        CHECK(several->footprint().loading_peak > one->footprint().loading_peak);
      }
      CHECK(dry(3, 2)->footprint().packed == dry(2, 2)->footprint().packed);
      CHECK(dry(3, 1)->footprint().packed == one->footprint().packed);
    }
  }
}

TEST_CASE("weights held wide answer with the bits of narrow ones") {
  const ExpectedGeneration much{.sequences = 32, .tokens = 32 * 64};
  for (const char* name : {"small-untied-Q4_1.gguf", "small-untied-Q8_0.gguf"}) {
    CAPTURE(name);
    const auto path = kModelReference / "tiny-llama" / name;
    const auto narrow = load_model(path, {.threads = 2});
    const auto wide = load_model(path, {.threads = 2, .expected = much});
    CHECK(wide->weight_bytes() > 2 * narrow->weight_bytes());
    CHECK(weights_footprint(path, "fp32").read < wide->weight_bytes());
    CHECK(make_dry_model(path, {.expected = much})->footprint().wide);
    for (const std::size_t sequences : {std::size_t{1}, std::size_t{3}, std::size_t{20}}) {
      CHECK(bits_of(*wide, sequences, 5) == bits_of(*narrow, sequences, 5));
      CHECK(bits_of(*wide, sequences, 60) == bits_of(*narrow, sequences, 60));
    }
    for (const char* compute : {"int8", "bf16"}) {
      CHECK(load_model(path, {.compute = compute, .expected = much})->weight_bytes() ==
            load_model(path, {.compute = compute})->weight_bytes());
    }
  }
}

TEST_CASE("weights are wide for 13 to 36 sequences that generate much of what there is to do") {
  const auto wide = [](const ExpectedGeneration& expected) {
    const auto path = kModelReference / "tiny-llama/small-untied-Q4_1.gguf";
    return make_dry_model(path, {.expected = expected})->footprint().wide;
  };
  CHECK(wide({.sequences = 13, .tokens = 2048, .work = 2048}));
  CHECK_FALSE(wide({.sequences = 12, .tokens = 2048, .work = 2048}));
  CHECK(wide({.sequences = 36, .tokens = 2048, .work = 2048}));
  CHECK_FALSE(wide({.sequences = 37, .tokens = 2048, .work = 2048}));
  CHECK_FALSE(wide({.sequences = 32, .tokens = 2047, .work = 2047}));
  CHECK(wide({.sequences = 32, .tokens = 2048, .work = 5120}));
  CHECK_FALSE(wide({.sequences = 32, .tokens = 2048, .work = 5121}));
}

TEST_CASE("what is expected counts the generations, and as work all that is read") {
  Generate generate{.prompt = std::string(400, 'a'), .max_tokens = 64};
  const Request generation{.key = {}, .body = generate};
  generate.sampling.num_beams = 4;
  const Request beams{.key = {}, .body = generate};
  const Request scoring{.key = {}, .body = LogLikelihoodOfIds{.ids = std::vector<TokenId>(50), .from = 1}};
  const ExpectedGeneration expected = expected_generation(std::vector{generation, generation, beams, scoring});
  CHECK(expected.sequences == 2);
  CHECK(expected.tokens == 128);
  CHECK(expected.work == 3 * (100 + 64 + 1) + 50 + 1);
}

TEST_CASE("copies are made where loading them takes half of the free memory or less") {
  const Footprint copies{.packed = 900, .read = 450, .loading_peak = 1000, .copies = 2};
  CHECK(extra_fits(copies, 2000));
  CHECK_FALSE(extra_fits(copies, 1999));
}

}  // namespace
}  // namespace coldread
