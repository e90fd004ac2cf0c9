#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "api/report.h"
#include "report/arms.h"

namespace coldread {

/// A wrong answer that differs from a reference in case, punctuation, articles or grouped digits alone.
struct NearMiss {
  std::int64_t document = 0;
  std::string answer, reference;
};

/// Texts with how often they were said, the commonest first.
using CountedTexts = std::vector<std::pair<std::string, std::int64_t>>;

/// What an arm's answers to a generating task are like beside their scores; over all its runs.
struct AnswerFacts {
  std::size_t arm = 0;
  std::int64_t answers = 0, wrong = 0;
  std::int64_t near_count = 0;        ///< near misses in all
  std::vector<NearMiss> near_misses;  ///< the first ones
  CountedTexts wrong_answers;         ///< said at least twice
  CountedTexts first_words;
};

struct AnswerTask {
  const TaskFacts* task = nullptr;
  std::vector<AnswerFacts> arms;
};

/// Of tasks that generate; wrong answers and near misses where some metric is 0 or 1 on every document. Points into the
/// table.
std::vector<AnswerTask> answer_tasks(const Report& report, const ArmTable& table);

/// A text as near misses are told by: lower case, without punctuation, articles and double blanks; "1,000" as "1000".
std::string loosened(const std::string& text);

}  // namespace coldread
