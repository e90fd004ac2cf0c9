#include "report/choices.h"

#include <algorithm>
#include <cmath>

#include "report/sample_view.h"

namespace coldread {
namespace {

constexpr std::size_t kMostChoices = 8;
constexpr std::size_t kBins = 10;

/// Positions and log-likelihoods of one document.
struct Pick {
  std::vector<double> logprobs;
  std::size_t gold = 0, chosen = 0;
};

std::optional<Pick> pick_of(const Sample& sample) {
  const SampleView view = view_of(sample);
  const auto gold = std::ranges::find_if(view.choices, &ChoiceView::is_gold);
  if (view.choices.size() < 2 || gold == view.choices.end()) return std::nullopt;
  Pick pick{.logprobs = {}, .gold = static_cast<std::size_t>(gold - view.choices.begin())};
  for (const ChoiceView& choice : view.choices) {
    if (!choice.logprob || !std::isfinite(*choice.logprob)) return std::nullopt;
    pick.logprobs.push_back(*choice.logprob);
  }
  pick.chosen = static_cast<std::size_t>(std::ranges::max_element(pick.logprobs) - pick.logprobs.begin());
  return pick;
}

/// Of the chosen one among the choices: 1 / sum exp(l - l_chosen).
double confidence_of(const Pick& pick) {
  double sum = 0;
  for (const double logprob : pick.logprobs) sum += std::exp(logprob - pick.logprobs[pick.chosen]);
  return 1 / sum;
}

double runner_up(const Pick& pick) {
  double best = -INFINITY;
  for (std::size_t i = 0; i < pick.logprobs.size(); ++i) {
    if (i != pick.chosen) best = std::max(best, pick.logprobs[i]);
  }
  return best;
}

ChoiceFacts facts_of(const std::vector<Pick>& picks, std::size_t arm) {
  const std::size_t choices = picks.front().logprobs.size();
  ChoiceFacts facts{.arm = arm, .documents = std::ssize(picks), .chosen = {}, .bins = {}};
  facts.chosen.assign(choices, std::vector<std::int64_t>(choices, 0));
  std::vector<ReliabilityBin> bins(kBins);
  double wrong = 0;
  for (const Pick& pick : picks) {
    ++facts.chosen[pick.gold][pick.chosen];
    facts.margin += pick.logprobs[pick.chosen] - runner_up(pick);
    if (pick.chosen != pick.gold) {
      facts.wrong_margin += pick.logprobs[pick.chosen] - pick.logprobs[pick.gold];
      ++wrong;
    }
    const double confidence = confidence_of(pick);
    ReliabilityBin& bin = bins[std::min(kBins - 1, static_cast<std::size_t>(confidence * kBins))];
    ++bin.count;
    bin.confidence += confidence;
    bin.accuracy += pick.chosen == pick.gold ? 1 : 0;
  }
  const auto n = static_cast<double>(picks.size());
  facts.margin /= n;
  facts.wrong_margin /= std::max(wrong, 1.0);
  for (ReliabilityBin& bin : bins) {
    if (bin.count == 0) continue;
    const auto count = static_cast<double>(bin.count);
    bin.confidence /= count;
    bin.accuracy /= count;
    facts.calibration_error += count / n * std::abs(bin.accuracy - bin.confidence);
    facts.bins.push_back(bin);
  }
  return facts;
}

}  // namespace

std::vector<ChoiceTask> choice_tasks(const Report& report, const std::vector<Arm>& arms) {
  std::vector<ChoiceTask> tasks;
  for (const TaskFacts& task : report.tasks) {
    if (task.output_type != "multiple_choice" || !has_verdicts(task)) continue;
    ChoiceTask one{.task = &task, .arms = {}};
    std::size_t choices = 0;
    bool same = true;
    for (std::size_t arm = 0; arm < arms.size(); ++arm) {
      std::vector<Pick> picks;
      for (const Sample& sample : report.samples) {
        if (sample.run != arms[arm].runs.front() || sample.task != task.name) continue;
        auto pick = pick_of(sample);
        if (!pick) continue;
        choices = choices == 0 ? pick->logprobs.size() : choices;
        same = same && pick->logprobs.size() == choices;
        picks.push_back(std::move(*pick));
      }
      if (same && !picks.empty()) one.arms.push_back(facts_of(picks, arm));
    }
    if (same && choices <= kMostChoices && !one.arms.empty()) tasks.push_back(std::move(one));
  }
  return tasks;
}

}  // namespace coldread
