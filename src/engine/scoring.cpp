#include "engine/scoring.h"

#include <utility>

namespace coldread {

Scoring::Scoring(std::size_t id, ScoredWindows windows) : id_(id), windows_(std::move(windows)) {
  answer_.is_greedy = true;
  for (const auto& window : windows_) {
    answer_.ids.insert(answer_.ids.end(), window.ids.begin() + static_cast<std::ptrdiff_t>(window.from),
                       window.ids.end());
    answer_.truncated_tokens += window.truncated;
  }
  if (windows_.size() == 1) {
    answer_.context_tokens = static_cast<std::int64_t>(windows_[0].from);
  }
  answer_.logprobs.resize(answer_.ids.size());
  missing_ = answer_.ids.size();
}

void Scoring::take(const ScoredToken& token, const ProbeResult& result) {
  answer_.logprobs[token.slot] = result.target_logprob;
  answer_.is_greedy &= result.argmax == token.target;
  finite_ &= result.finite;
  --missing_;
}

Response Scoring::response() && {
  if (!finite_) {
    return RequestFailure{"the model gave a logit that is not finite: its weights may be damaged"};
  }
  for (const float logprob : answer_.logprobs) {
    answer_.total += double{logprob};
  }
  return std::move(answer_);
}

}  // namespace coldread
