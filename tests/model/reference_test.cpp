#include <cmath>
#include <doctest/doctest.h>
#include <set>

#include "model/logprobs.h"

namespace coldread {
namespace {

struct Distance {
  double logprob = 0;
  double logit = 0;
  int wrong_argmax = 0;
  std::size_t positions = 0;
};

/// Runs all lines of a file as one batch, asked about at every position.
Distance distance(Model& model, const std::vector<ReferenceLine>& lines) {
  std::vector<KvSequence> sequences;
  for (std::size_t i = 0; i < lines.size(); ++i) sequences.push_back(model.new_sequence());
  Batch batch;
  for (std::uint32_t r = 0; r < lines.size(); ++r) {
    const ReferenceLine& line = lines[r];
    batch.rows.push_back({.sequence = &sequences[r], .tokens = line.ids});
    for (std::uint32_t t = 0; t < line.ids.size(); ++t) {
      const bool last = t + 1 == line.ids.size();
      batch.probes.push_back({.row = r, .token = t, .target = last ? -1 : line.ids[t + 1], .want_logits = last});
    }
  }
  AnswerList answers(batch.probes.size());
  model.forward(batch, answers);
  Distance worst;
  std::size_t probe = 0;
  for (const ReferenceLine& line : lines) {
    for (std::size_t t = 0; t < line.ids.size(); ++t, ++probe) {
      const ProbeResult& result = answers.results[probe];
      CHECK(answers.calls[probe] == 1);
      CHECK(result.finite);
      if (result.argmax != line.argmax[t] && line.min_gap >= 1e-3) ++worst.wrong_argmax;
      if (t < line.logprob.size()) {
        worst.logprob =
            std::max(worst.logprob, std::fabs(static_cast<double>(result.target_logprob) - line.logprob[t]));
      }
    }
    worst.positions += line.ids.size();
    for (std::size_t v = 0; v < line.final_logits.size(); ++v) {
      worst.logit =
          std::max(worst.logit, std::fabs(static_cast<double>(answers.logits[probe - 1][v]) - line.final_logits[v]));
    }
  }
  return worst;
}

void check(const std::filesystem::path& model_path, const std::filesystem::path& lines_path, double tolerance,
           int threads = 1) {
  CAPTURE(model_path);
  const auto model = load_model(model_path, {.threads = threads});
  const Distance worst = distance(*model, read_reference(lines_path));
  CHECK(worst.positions > 100);
  CHECK(worst.logprob < tolerance);
  CHECK(worst.logit < tolerance);
  CHECK(worst.wrong_argmax == 0);
}

TEST_CASE("tiny GPT-2 in every layout gives the reference's log-probabilities") {
  const auto folder = kModelReference / "tiny-gpt2";
  for (const char* layout : {"", "noprefix", "sharded"}) check(folder / layout, folder / "logprobs.jsonl", 5e-5);
  for (const char* layout : {"f16", "bf16", "inverse-layer", "gelu-exact", "no-scale"}) {
    check(folder / layout, folder / layout / "logprobs.jsonl", 5e-5);
  }
}

TEST_CASE("tiny Llama in every format and tensor type gives the reference's log-probabilities") {
  int models = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kModelReference / "tiny-llama")) {
    std::filesystem::path lines = entry.path();
    if (entry.is_directory()) {
      lines /= "logprobs.jsonl";
    } else if (entry.path().extension() == ".gguf") {
      lines.replace_extension(".logprobs.jsonl");
    } else {
      continue;
    }
    check(entry.path(), lines, 5e-5);
    ++models;
  }
  CHECK(models == 13);
}

TEST_CASE("the same weights give the same bits from GGUF and from safetensors") {
  const auto lines = read_reference(kModelReference / "tiny-llama" / "hf-untied-f32" / "logprobs.jsonl");
  std::vector<std::vector<float>> logits;
  for (const char* name : {"hf-untied-f32", "small-untied-F32.gguf"}) {
    const auto model = load_model(kModelReference / "tiny-llama" / name, {.threads = 1});
    KvSequence sequence = model->new_sequence();
    Batch batch{.rows = {{.sequence = &sequence, .tokens = lines.back().ids}}, .probes = {}};
    batch.probes.push_back(
        {.row = 0, .token = static_cast<std::uint32_t>(lines.back().ids.size() - 1), .want_logits = true});
    AnswerList answers(1);
    model->forward(batch, answers);
    logits.push_back(answers.logits[0]);
  }
  CHECK(logits[0] == logits[1]);
}

TEST_CASE("SmolLM2 is within 1e-4 nats a token of the reference") {
  const auto path = smollm2_path();
  if (!path) {
    MESSAGE("skipped: models/smollm2-135m-instruct is not there; scripts/fetch-model gets it");
    return;
  }
  check(*path, kModelReference / "smollm2-135m" / "logprobs.jsonl", 1e-4, 2);
}

}  // namespace
}  // namespace coldread
