#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/report.h"

namespace coldread {

/// A word whose probability a voice moves, averaged over the documents that both voices have in the same order.
struct MovedWord {
  std::string word;
  double probability = 0;  ///< under the voice
  double against = 0;      ///< under the one it is compared with
};

/// What one voice (a value of the column that a task's metadata names under `personas`) does in one run.
struct Voice {
  std::string name;
  std::vector<MovedWord> gains, losses;  ///< at most ten each, the largest change first; of multiple choice tasks
  std::int64_t texts = 0;                ///< of tasks that generate
  double distinct_1 = 0, distinct_2 = 0;
  std::optional<double> self_bleu;
  double mean_tokens = 0;
};

struct VoiceTable {
  std::string task;
  std::size_t run = 0;
  std::string against;  ///< the voice that the others are compared with
  std::vector<Voice> voices;
};

/// One table a run and task whose metadata says {personas: {column: ..., against: ...}}.
std::vector<VoiceTable> voice_tables(const Report& report);

}  // namespace coldread
