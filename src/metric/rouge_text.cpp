#include "metric/rouge_text.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/unicode.h"
#include "metric/porter_stemmer.h"

namespace coldread {
namespace {

using Tokens = std::vector<std::string>;
using Ids = std::vector<int>;

RougeScore score_of(double hits, double target_size, double prediction_size) {
  RougeScore score;
  score.precision = hits / prediction_size;
  score.recall = hits / target_size;
  const double sum = score.precision + score.recall;
  score.fmeasure = sum > 0 ? 2 * score.precision * score.recall / sum : 0;
  return score;
}

/// Tokens as small numbers, the same token the same number on both sides.
class Numbering {
 public:
  Ids operator()(const Tokens& tokens) {
    Ids ids;
    for (const std::string& token : tokens)
      ids.push_back(known_.emplace(token, static_cast<int>(known_.size())).first->second);
    return ids;
  }
  std::size_t size() const { return known_.size(); }

 private:
  std::unordered_map<std::string, int> known_;
};

int lcs_length(const Ids& a, const Ids& b) {
  std::vector<int> above(b.size() + 1), row(b.size() + 1);
  for (const int id : a) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = id == b[j - 1] ? above[j - 1] + 1 : std::max(above[j], row[j - 1]);
    }
    std::swap(above, row);
  }
  return above.back();
}

/// L[i][j]: length of the longest common subsequence of the first i of a and the first j of b. Row-major.
class LcsTable {
 public:
  LcsTable(const Ids& a, const Ids& b) : width_(b.size() + 1), cells_((a.size() + 1) * width_) {
    for (std::size_t i = 1; i <= a.size(); ++i) {
      for (std::size_t j = 1; j <= b.size(); ++j) {
        at(i, j) = a[i - 1] == b[j - 1] ? at(i - 1, j - 1) + 1 : std::max(at(i - 1, j), at(i, j - 1));
      }
    }
  }
  int& at(std::size_t i, std::size_t j) { return cells_[i * width_ + j]; }

 private:
  std::size_t width_;
  std::vector<int> cells_;
};

/// Marks one longest common subsequence in a. Ties go up, towards the start of a, as in rouge-score.
void mark_lcs(const Ids& a, const Ids& b, std::vector<bool>& marked) {
  LcsTable table(a, b);
  std::size_t i = a.size();
  std::size_t j = b.size();
  while (i > 0 && j > 0) {
    if (a[i - 1] == b[j - 1]) {
      marked[--i] = true;
      --j;
    } else if (table.at(i, j - 1) > table.at(i - 1, j)) {
      --j;
    } else {
      --i;
    }
  }
}

}  // namespace

std::vector<std::string> rouge_tokens(std::string_view text, bool use_stemmer) {
  Tokens tokens;
  std::string token;
  const auto flush = [&] {
    if (token.empty()) return;
    tokens.push_back(use_stemmer && token.size() > 3 ? porter_stem(token) : token);
    token.clear();
  };
  for (const char c : lower(text)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      token += c;
    } else {
      flush();
    }
  }
  flush();
  return tokens;
}

RougeScore rouge_n(const Tokens& target, const Tokens& prediction, std::size_t n) {
  Numbering number;
  const auto count = [n](const Ids& ids) {
    std::map<Ids, int> counts;
    for (std::size_t i = 0; i + n <= ids.size(); ++i) {
      const auto first = ids.begin() + static_cast<std::ptrdiff_t>(i);
      ++counts[Ids(first, first + static_cast<std::ptrdiff_t>(n))];
    }
    return counts;
  };
  const auto in_target = count(number(target));
  const auto in_prediction = count(number(prediction));
  double hits = 0;
  for (const auto& [ngram, times] : in_target) {
    const auto found = in_prediction.find(ngram);
    if (found != in_prediction.end()) hits += std::min(times, found->second);
  }
  const auto ngrams = [n](const Tokens& tokens) {
    return static_cast<double>(tokens.size() >= n ? tokens.size() - n + 1 : 1);
  };
  return score_of(hits, ngrams(target), ngrams(prediction));
}

RougeScore rouge_l(const Tokens& target, const Tokens& prediction) {
  if (target.empty() || prediction.empty()) return {};
  Numbering number;
  const Ids a = number(target);
  const Ids b = number(prediction);
  return score_of(lcs_length(a, b), static_cast<double>(a.size()), static_cast<double>(b.size()));
}

RougeScore rouge_l_sum(const std::vector<Tokens>& target, const std::vector<Tokens>& prediction) {
  Numbering number;
  const auto number_all = [&](const std::vector<Tokens>& sentences) {
    std::vector<Ids> all;
    for (const Tokens& sentence : sentences) all.push_back(number(sentence));
    return all;
  };
  const std::vector<Ids> a = number_all(target);
  const std::vector<Ids> b = number_all(prediction);
  std::vector<int> left_a(number.size()), left_b(number.size());
  double size_a = 0, size_b = 0;
  for (const Ids& sentence : a) {
    size_a += static_cast<double>(sentence.size());
    for (const int id : sentence) ++left_a[static_cast<std::size_t>(id)];
  }
  for (const Ids& sentence : b) {
    size_b += static_cast<double>(sentence.size());
    for (const int id : sentence) ++left_b[static_cast<std::size_t>(id)];
  }
  if (size_a == 0 || size_b == 0) return {};
  double hits = 0;
  for (const Ids& sentence : a) {
    std::vector<bool> in_union(sentence.size());
    for (const Ids& other : b) mark_lcs(sentence, other, in_union);
    for (std::size_t i = 0; i < sentence.size(); ++i) {
      const auto id = static_cast<std::size_t>(sentence[i]);
      if (!in_union[i] || left_a[id] == 0 || left_b[id] == 0) continue;
      --left_a[id];
      --left_b[id];
      hits += 1;
    }
  }
  return score_of(hits, size_a, size_b);
}

}  // namespace coldread
