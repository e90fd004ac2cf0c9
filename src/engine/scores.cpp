#include "engine/scores.h"

#include <utility>

namespace coldread {

std::uint32_t Scores::add(std::size_t request, const ScoredWindows& windows, ResponseSink& sink) {
  Job job{.request = request, .scores = {}};
  TokenScores& scores = job.scores;
  scores.is_greedy = true;
  for (const auto& window : windows) {
    scores.ids.insert(scores.ids.end(), window.ids.begin() + static_cast<std::ptrdiff_t>(window.from),
                      window.ids.end());
    scores.truncated_tokens += window.truncated;
  }
  if (windows.size() == 1) {
    scores.context_tokens = static_cast<std::int64_t>(windows[0].from);
  }
  scores.logprobs.resize(scores.ids.size());
  job.missing = scores.ids.size();
  jobs_.push_back(std::move(job));
  if (jobs_.back().missing == 0) {
    finish(jobs_.back(), sink);
  }
  return static_cast<std::uint32_t>(jobs_.size() - 1);
}

void Scores::record(std::span<const ScoredToken> tokens, const ProbeResult& result, ResponseSink& sink) {
  for (const auto& token : tokens) {
    Job& job = jobs_[token.job];
    job.scores.logprobs[token.slot] = result.target_logprob;
    job.scores.is_greedy &= result.argmax == token.target;
    job.finite &= result.finite;
    if (--job.missing == 0) {
      finish(job, sink);
    }
  }
}

void Scores::finish(Job& job, ResponseSink& sink) {
  if (!job.finite) {
    sink.on_done(job.request, RequestFailure{"the model gave a logit that is not finite: its weights may be damaged"});
    return;
  }
  for (const float logprob : job.scores.logprobs) {
    job.scores.total += double{logprob};
  }
  sink.on_done(job.request, std::exchange(job.scores, {}));
}

}  // namespace coldread
