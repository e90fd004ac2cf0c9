#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace coldread {

/// One question of SQuAD 2.0 with its answer. No golds: it has no answer.
struct SquadV2Answer {
  std::vector<std::string> golds;
  std::string prediction;
  double no_answer_probability = 0;
};

/// What one question adds.
struct SquadV2Score {
  bool has_answer = false;
  bool answered = false;  ///< the prediction is not empty
  double no_answer_probability = 0;
  double exact = 0, f1 = 0;  ///< 0 to 1
};

SquadV2Score squad_v2_score(const SquadV2Answer& answer);

/// Mean scores, percent, over count questions.
struct SquadV2Part {
  double exact = 0, f1 = 0;
  std::int64_t count = 0;
};

/// As the official SQuAD 2.0 scorer: above the threshold an answer counts as none. answerable and unanswerable are
/// absent where there are no such questions. The best values are those of the best threshold (the lowest of equals in
/// the order of the search).
struct SquadV2Result {
  SquadV2Part all;
  std::optional<SquadV2Part> answerable, unanswerable;
  double best_exact = 0, best_exact_threshold = 0, best_f1 = 0, best_f1_threshold = 0;
};

/// At least one answer.
SquadV2Result squad_v2(std::span<const SquadV2Score> scores, double no_answer_threshold);
SquadV2Result squad_v2(std::span<const SquadV2Answer> answers, double no_answer_threshold);

}  // namespace coldread
