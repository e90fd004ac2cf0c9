#include "metric/squad_v2.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "metric/squad_text.h"

namespace coldread {
namespace {

/// Percent over the questions that belong to the part; nothing where none do.
template <typename Belongs>
std::optional<SquadV2Part> average(std::span<const SquadV2Score> scored, double threshold, Belongs belongs) {
  SquadV2Part part;
  for (const SquadV2Score& one : scored) {
    if (!belongs(one)) continue;
    const bool withheld = one.no_answer_probability > threshold;
    part.exact += withheld ? (one.has_answer ? 0 : 1) : one.exact;
    part.f1 += withheld ? (one.has_answer ? 0 : 1) : one.f1;
    ++part.count;
  }
  if (part.count == 0) return std::nullopt;
  part.exact = 100 * part.exact / static_cast<double>(part.count);
  part.f1 = 100 * part.f1 / static_cast<double>(part.count);
  return part;
}

/// Raises the threshold question by question from "answer nothing", and keeps the best total.
std::pair<double, double> best_threshold(std::span<const SquadV2Score> scored, double SquadV2Score::*value) {
  std::vector<std::size_t> order(scored.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return scored[a].no_answer_probability < scored[b].no_answer_probability;
  });
  double current = 0;
  for (const SquadV2Score& one : scored) current += one.has_answer ? 0 : 1;
  double best = current;
  double threshold = 0;
  for (const std::size_t index : order) {
    const SquadV2Score& one = scored[index];
    current += one.has_answer ? one.*value : (one.answered ? -1 : 0);
    if (current > best) {
      best = current;
      threshold = one.no_answer_probability;
    }
  }
  return {100 * best / static_cast<double>(scored.size()), threshold};
}

}  // namespace

SquadV2Score squad_v2_score(const SquadV2Answer& answer) {
  std::vector<std::string> golds;
  for (const std::string& gold : answer.golds) {
    if (!squad_normalised(gold).empty()) golds.push_back(gold);
  }
  const std::string& prediction = answer.prediction;
  return {!answer.golds.empty(), !prediction.empty(), answer.no_answer_probability,
          best_over_golds(golds, [&](const std::string& gold) { return squad_exact(prediction, gold); }),
          best_over_golds(
              golds, [&](const std::string& gold) { return squad_token_f1(prediction, gold, EmptySide::equality); })};
}

SquadV2Result squad_v2(std::span<const SquadV2Answer> answers, double no_answer_threshold) {
  std::vector<SquadV2Score> scores;
  for (const SquadV2Answer& answer : answers) scores.push_back(squad_v2_score(answer));
  return squad_v2(std::span<const SquadV2Score>(scores), no_answer_threshold);
}

SquadV2Result squad_v2(std::span<const SquadV2Score> scored, double no_answer_threshold) {
  COLDREAD_CHECK(!scored.empty());
  SquadV2Result result;
  result.all = *average(scored, no_answer_threshold, [](const SquadV2Score&) { return true; });
  result.answerable = average(scored, no_answer_threshold, [](const SquadV2Score& one) { return one.has_answer; });
  result.unanswerable = average(scored, no_answer_threshold, [](const SquadV2Score& one) { return !one.has_answer; });
  std::tie(result.best_exact, result.best_exact_threshold) = best_threshold(scored, &SquadV2Score::exact);
  std::tie(result.best_f1, result.best_f1_threshold) = best_threshold(scored, &SquadV2Score::f1);
  return result;
}

}  // namespace coldread
