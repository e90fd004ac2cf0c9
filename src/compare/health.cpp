#include "compare/health.h"

#include <algorithm>

#include "base/unicode.h"
#include "compare/pairing.h"

namespace coldread {
namespace {

constexpr std::size_t kShortestRepetitive = 32;  // tokens
constexpr std::size_t kLongestRepeated = 20;     // tokens of the n-gram

/// What one document's answers and prompts say of it.
struct Signs {
  bool failed = false, empty = false, at_once = false, cut = false, repetitive = false, truncated = false;
};

struct SignsOf {
  Signs& signs;

  void operator()(const RequestFailure&) const { signs.failed = true; }
  void operator()(const TokenScores& scores) const { signs.truncated |= scores.truncated_tokens > 0; }
  void operator()(const GeneratedText& answer) const {
    const bool empty = strip(answer.text).empty();
    signs.empty |= empty;
    signs.at_once |= empty && answer.ids.empty();
    signs.cut |= answer.stop == StopReason::length;
    signs.repetitive |= is_repetitive(answer.ids);
    signs.truncated |= answer.truncated_tokens > 0;
  }
};

void add(const Sample& sample, TaskHealth& health) {
  Signs signs;
  for (const SampleRequest& request : sample.requests) std::visit(SignsOf{signs}, request.response);
  const auto note = [&](bool has, std::vector<std::int64_t>& documents) {
    if (has) documents.push_back(sample.document);
  };
  ++health.asked;
  note(signs.failed || !sample.failure.empty(), health.failed);
  note(signs.empty, health.empty);
  note(signs.cut, health.cut);
  note(signs.repetitive, health.repetitive);
  note(std::ranges::any_of(sample.outcomes, &FilteredOutcome::no_match), health.no_match);
  note(signs.truncated, health.truncated);
  health.ended_at_once += signs.at_once ? 1 : 0;
}

}  // namespace

bool is_repetitive(std::span<const TokenId> ids) {
  if (ids.size() < kShortestRepetitive) return false;
  for (std::size_t n = 1; n <= kLongestRepeated; ++n) {
    std::size_t covered = n;  // from the end: tokens that the last n repeat
    while (covered < ids.size() && ids[ids.size() - covered - 1] == ids[ids.size() - covered - 1 + n]) ++covered;
    if (covered >= 2 * n && 2 * covered >= ids.size()) return true;
  }
  return false;
}

std::vector<TaskHealth> task_healths(const Report& report) {
  std::vector<TaskHealth> healths;
  for (const TaskFacts& task : report.tasks) {
    const TaskSamples samples = samples_of_task(report, task.name);
    for (std::size_t run = 0; run < samples.size(); ++run) {
      if (samples[run].empty()) continue;
      TaskHealth health{.task = task.name, .run = run};
      for (const auto& [document, sample] : samples[run]) add(*sample, health);
      healths.push_back(std::move(health));
    }
  }
  return healths;
}

}  // namespace coldread
