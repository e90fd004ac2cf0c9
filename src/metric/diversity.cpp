#include "metric/diversity.h"

#include <set>
#include <string_view>

#include "base/error.h"
#include "base/unicode.h"
#include "metric/bleu_score.h"
#include "metric/bleu_tokenizer.h"
#include "metric/words.h"

namespace coldread {

DistinctNgrams distinct_ngrams(std::span<const std::string> texts, std::size_t n) {
  COLDREAD_CHECK(!texts.empty() && n >= 1);
  using Ngram = std::vector<std::string_view>;
  std::set<Ngram> all;
  double total = 0;
  DistinctNgrams out;
  for (const std::string& text : texts) {
    const auto words = split_words(std::string_view(text));
    std::set<Ngram> own;
    double count = 0;
    for (std::size_t i = 0; i + n <= words.size(); ++i) {
      const auto first = words.begin() + static_cast<std::ptrdiff_t>(i);
      own.emplace(first, first + static_cast<std::ptrdiff_t>(n));
      count += 1;
    }
    if (count > 0) out.mean += static_cast<double>(own.size()) / count;
    all.merge(own);
    total += count;
  }
  if (total > 0) out.pooled = static_cast<double>(all.size()) / total;
  out.mean /= static_cast<double>(texts.size());
  return out;
}

std::vector<double> self_bleu(const std::vector<std::string>& texts) {
  COLDREAD_CHECK(texts.size() >= 2);
  std::vector<std::string> lines;
  for (const std::string& text : texts) lines.push_back(bleu_tokenized("13a", strip_right(text)));
  std::vector<double> scores;
  for (std::size_t k = 0; k < lines.size(); ++k) {
    std::vector<std::string> others = lines;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(k));
    scores.push_back(bleu_score(bleu_counts(lines[k], others, 4), {}, true).score);
  }
  return scores;
}

}  // namespace coldread
