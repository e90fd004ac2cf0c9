#include "metric/squad_text.h"

#include <map>

#include "base/regex.h"
#include "base/unicode.h"
#include "metric/words.h"

namespace coldread {

std::string squad_normalised(std::string_view text) {
  static const Regex articles(R"(\b(a|an|the)\b)");
  std::string out = lower(text);
  std::erase_if(out, [](char c) { return is_ascii_punctuation(static_cast<unsigned char>(c)); });
  return single_spaced(articles.replace(out, " "));
}

double squad_exact(std::string_view prediction, std::string_view gold) {
  return squad_normalised(prediction) == squad_normalised(gold) ? 1 : 0;
}

double squad_token_f1(std::string_view prediction, std::string_view gold, EmptySide empty) {
  const std::string predicted = squad_normalised(prediction);
  const std::string expected = squad_normalised(gold);
  const auto predicted_words = split_words(std::string_view(predicted));
  const auto gold_words = split_words(std::string_view(expected));
  if (predicted_words.empty() || gold_words.empty()) {
    return empty == EmptySide::equality && predicted_words.size() == gold_words.size() ? 1 : 0;
  }
  std::map<std::string_view, int> left;
  for (const std::string_view word : gold_words) ++left[word];
  double common = 0;
  for (const std::string_view word : predicted_words) {
    const auto found = left.find(word);
    if (found == left.end() || found->second == 0) continue;
    --found->second;
    common += 1;
  }
  if (common == 0) return 0;
  const double precision = common / static_cast<double>(predicted_words.size());
  const double recall = common / static_cast<double>(gold_words.size());
  return 2 * precision * recall / (precision + recall);
}

}  // namespace coldread
