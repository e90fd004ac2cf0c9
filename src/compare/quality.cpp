#include "compare/quality.h"

#include <algorithm>

#include "compare/pairing.h"
#include "metric/diversity.h"
#include "stats/moments.h"

namespace coldread {
namespace {

/// Self-BLEU compares every text with every other.
constexpr std::size_t kSelfBleuTexts = 100;
constexpr std::size_t kRepeatedWords = 4;

std::vector<const GeneratedText*> answers_of(const Sample& sample) {
  std::vector<const GeneratedText*> answers;
  for (const SampleRequest& request : sample.requests) {
    if (const auto* answer = std::get_if<GeneratedText>(&request.response)) answers.push_back(answer);
  }
  return answers;
}

void count_stop(StopReason stop, TextQuality& quality) {
  quality.stops_end += stop == StopReason::end_of_text ? 1 : 0;
  quality.stops_until += stop == StopReason::until ? 1 : 0;
  quality.stops_length += stop == StopReason::length ? 1 : 0;
}

void compare_with(const std::map<std::int64_t, const Sample*>& first, const std::map<std::int64_t, const Sample*>& own,
                  TextQuality& quality) {
  std::vector<double> divergences;
  std::int64_t same = 0;
  for (const auto& [document, sample] : own) {
    const auto other = first.find(document);
    if (other == first.end()) continue;
    const auto a = answers_of(*other->second), b = answers_of(*sample);
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
      const auto at = first_divergence(*a[i], *b[i]);
      if (at) {
        divergences.push_back(static_cast<double>(*at));
      } else {
        ++same;
      }
    }
  }
  quality.same_texts = same;
  if (!divergences.empty()) quality.first_divergence = upper_median(divergences);
}

/// Absent where the run generated nothing on the task.
std::optional<TextQuality> quality_of(const std::map<std::int64_t, const Sample*>& samples) {
  TextQuality quality;
  std::vector<std::string> texts;
  double tokens = 0, logprob = 0, repetition = 0;
  for (const auto& [document, sample] : samples) {
    for (const GeneratedText* answer : answers_of(*sample)) {
      texts.push_back(answer->text);
      tokens += static_cast<double>(answer->ids.size());
      for (const float one : answer->logprobs) logprob += static_cast<double>(one);
      count_stop(answer->stop, quality);
      const std::string& text = texts.back();
      const double distinct = distinct_ngrams({&text, 1}, kRepeatedWords).pooled;
      repetition += distinct > 0 ? 1 - distinct : 0;  // 0 where the text has fewer words
    }
  }
  if (texts.empty()) return std::nullopt;
  const auto n = static_cast<double>(texts.size());
  quality.texts = std::ssize(texts);
  const auto distinct = [&](std::size_t words) {
    const double share = distinct_ngrams(texts, words).pooled;
    return share > 0 ? std::optional(share) : std::nullopt;
  };
  quality.distinct_1 = distinct(1);
  quality.distinct_2 = distinct(2);
  quality.distinct_3 = distinct(3);
  quality.repetition = repetition / n;
  quality.mean_tokens = tokens / n;
  quality.mean_logprob = tokens > 0 ? logprob / tokens : 0;
  if (texts.size() > 1) {
    texts.resize(std::min(texts.size(), kSelfBleuTexts));
    quality.self_bleu = mean(self_bleu(texts));
  }
  return quality;
}

bool same_model(const RunColumn& a, const RunColumn& b) {
  return a.model.digest == b.model.digest && a.model.compute == b.model.compute;
}

}  // namespace

std::optional<std::size_t> first_divergence(const GeneratedText& a, const GeneratedText& b) {
  const auto [x, y] = std::mismatch(a.ids.begin(), a.ids.end(), b.ids.begin(), b.ids.end());
  if (x == a.ids.end() && y == b.ids.end()) return std::nullopt;
  return static_cast<std::size_t>(x - a.ids.begin());
}

std::vector<TextQuality> text_qualities(const Report& report) {
  std::vector<TextQuality> qualities;
  for (const TaskFacts& task : report.tasks) {
    if (task.output_type != "generate_until") continue;
    const TaskSamples samples = samples_of_task(report, task.name);
    for (std::size_t run = 0; run < report.runs.size(); ++run) {
      auto quality = quality_of(samples[run]);
      if (!quality) continue;
      quality->task = task.name;
      quality->run = run;
      for (std::size_t first = 0; first < run; ++first) {
        if (samples[first].empty() || !same_model(report.runs[first], report.runs[run])) continue;
        compare_with(samples[first], samples[run], *quality);
        break;
      }
      qualities.push_back(std::move(*quality));
    }
  }
  return qualities;
}

}  // namespace coldread
