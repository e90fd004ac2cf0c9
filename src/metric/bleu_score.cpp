#include "metric/bleu_score.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <string_view>
#include <unordered_map>

#include "metric/words.h"

namespace coldread {
namespace {

using Ids = std::vector<int>;
using NgramCounts = std::map<Ids, int>;

NgramCounts count_ngrams(const Ids& tokens, std::size_t max_order) {
  NgramCounts counts;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    Ids ngram;
    for (std::size_t n = 0; n < max_order && i + n < tokens.size(); ++n) {
      ngram.push_back(tokens[i + n]);
      ++counts[ngram];
    }
  }
  return counts;
}

}  // namespace

BleuCounts bleu_counts(const std::string& output, const std::vector<std::string>& references, std::size_t max_order) {
  std::unordered_map<std::string_view, int> known;
  const auto numbered = [&](std::string_view line) {
    Ids ids;
    for (const std::string_view word : split_words(line)) {
      ids.push_back(known.emplace(word, static_cast<int>(known.size())).first->second);
    }
    return ids;
  };
  const Ids system = numbered(output);
  NgramCounts most;  // of each n-gram, the most often it stands in one reference
  BleuCounts counts;
  counts.system_length = static_cast<double>(system.size());
  double nearest = -1;
  for (const std::string& reference : references) {
    const Ids tokens = numbered(reference);
    const auto length = static_cast<double>(tokens.size());
    const double distance = std::abs(counts.system_length - length);
    if (nearest < 0 || distance < nearest || (distance == nearest && length < counts.reference_length)) {
      nearest = distance;
      counts.reference_length = length;
    }
    for (const auto& [ngram, times] : count_ngrams(tokens, max_order)) {
      int& largest = most[ngram];
      largest = std::max(largest, times);
    }
  }
  counts.right.assign(max_order, 0);
  counts.total.assign(max_order, 0);
  for (const auto& [ngram, times] : count_ngrams(system, max_order)) {
    const std::size_t n = ngram.size() - 1;
    counts.total[n] += times;
    const auto found = most.find(ngram);
    if (found != most.end()) counts.right[n] += std::min(times, found->second);
  }
  return counts;
}

BleuScore bleu_score(BleuCounts counts, const BleuSmoothing& smoothing, bool effective_order) {
  constexpr double kLogOfZero = -9999999999;  // sacrebleu's stand-in: exp() of it is 0
  BleuScore out;
  const std::size_t orders = counts.right.size();
  out.precisions.assign(orders, 0);
  if (counts.system_length < counts.reference_length) {
    out.brevity_penalty = counts.system_length > 0 ? std::exp(1 - counts.reference_length / counts.system_length) : 0;
  }
  const bool any = std::any_of(counts.right.begin(), counts.right.end(), [](double right) { return right != 0; });
  if (any) {
    std::size_t used = orders;
    double halving = 1;
    for (std::size_t n = 0; n < orders; ++n) {
      if (smoothing.method == "add-k" && n > 0) {
        counts.right[n] += smoothing.amount();
        counts.total[n] += smoothing.amount();
      }
      if (counts.total[n] == 0) break;
      if (effective_order) used = n + 1;
      if (counts.right[n] != 0) {
        out.precisions[n] = 100 * counts.right[n] / counts.total[n];
      } else if (smoothing.method == "exp") {
        halving *= 2;
        out.precisions[n] = 100 / (halving * counts.total[n]);
      } else if (smoothing.method == "floor") {
        out.precisions[n] = 100 * smoothing.amount() / counts.total[n];
      }
    }
    double logs = 0;
    for (std::size_t n = 0; n < used; ++n) logs += out.precisions[n] == 0 ? kLogOfZero : std::log(out.precisions[n]);
    out.score = out.brevity_penalty * std::exp(logs / static_cast<double>(used));
  }
  out.counts = std::move(counts);
  return out;
}

std::string BleuScore::text() const {
  std::string percents;
  for (const double precision : precisions) percents += fmt::format("{}{:.1f}", percents.empty() ? "" : "/", precision);
  const double ratio = counts.reference_length > 0 ? counts.system_length / counts.reference_length : 0;
  return fmt::format("BLEU = {:.2f} {} (BP = {:.3f} ratio = {:.3f} hyp_len = {:.0f} ref_len = {:.0f})", score, percents,
                     brevity_penalty, ratio, counts.system_length, counts.reference_length);
}

}  // namespace coldread
