#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "io/file.h"
#include "io/json.h"
#include "model/model.h"
#include "support/source_dir.h"

namespace coldread {

inline const std::filesystem::path kModelReference = source_dir() / "tests" / "reference" / "model";

/// The default model's weights; nothing where they were not fetched.
inline std::optional<std::filesystem::path> smollm2_path() {
  const auto path = source_dir() / "models" / "smollm2-135m-instruct" / "SmolLM2-135M-Instruct.Q4_1.gguf";
  if (std::filesystem::exists(path)) return path;
  return std::nullopt;
}

/// One sequence with what another implementation says about it.
struct ReferenceLine {
  std::vector<TokenId> ids;
  std::vector<double> logprob;
  std::vector<TokenId> argmax;
  double min_gap = 0;
  std::vector<double> final_logits;
};

inline std::vector<double> numbers_of(const Value& list) {
  std::vector<double> result;
  for (const Value& value : list.as_list()) result.push_back(value.as_number());
  return result;
}

inline std::vector<TokenId> ids_of(const Value& list) {
  std::vector<TokenId> result;
  for (const Value& value : list.as_list()) result.push_back(static_cast<TokenId>(value.as_int()));
  return result;
}

inline std::vector<ReferenceLine> read_reference(const std::filesystem::path& path) {
  std::vector<ReferenceLine> lines;
  const std::string text = read_text_file(path);
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    if (end > start) {
      const Value line = parse_json(std::string_view(text).substr(start, end - start), path.string());
      ReferenceLine parsed{.ids = ids_of(*line.find("ids")),
                           .logprob = numbers_of(*line.find("logprob")),
                           .argmax = ids_of(*line.find("argmax")),
                           .min_gap = line.find("min_gap")->as_number(),
                           .final_logits = {}};
      if (const Value* logits = line.find("final_logits")) parsed.final_logits = numbers_of(*logits);
      lines.push_back(std::move(parsed));
    }
    start = end + 1;
  }
  return lines;
}

/// Keeps all answers.
struct AnswerList final : LogitsSink {
  std::vector<ProbeResult> results;
  std::vector<std::vector<float>> logits;
  std::vector<int> calls;

  explicit AnswerList(std::size_t probes) : results(probes), logits(probes), calls(probes) {}
  void on_probe(std::size_t probe, const ProbeResult& result, std::span<const float> row) override {
    results[probe] = result;
    logits[probe].assign(row.begin(), row.end());
    ++calls[probe];
  }
};

}  // namespace coldread
