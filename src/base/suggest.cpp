#include "base/suggest.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace coldread {
namespace {

/// Swaps of neighbours count as one; anything above limit is as good as limit + 1.
class EditDistance {
 public:
  std::size_t operator()(std::string_view a, std::string_view b, std::size_t limit) {
    const std::size_t far = limit + 1;
    for (auto* row : {&before_, &last_, &row_}) row->assign(b.size() + 2, far);
    for (std::size_t j = 0; j <= std::min(b.size(), limit); ++j) last_[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
      // Further than limit from the diagonal nothing is near enough.
      const std::size_t first = i > limit ? i - limit : 1;
      const std::size_t end = std::min(b.size(), i + limit);
      row_[first - 1] = first == 1 ? std::min(i, far) : far;
      std::size_t nearest = row_[first - 1];
      for (std::size_t j = first; j <= end; ++j) {
        const std::size_t swap = a[i - 1] == b[j - 1] ? 0 : 1;
        row_[j] = std::min({last_[j] + 1, row_[j - 1] + 1, last_[j - 1] + swap, far});
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
          row_[j] = std::min(row_[j], before_[j - 2] + 1);
        }
        nearest = std::min(nearest, row_[j]);
      }
      row_[end + 1] = far;
      if (nearest > limit && *std::ranges::min_element(last_) > limit) return far;
      std::swap(before_, last_);
      std::swap(last_, row_);
    }
    return last_[b.size()];
  }

 private:
  std::vector<std::size_t> before_, last_, row_;  ///< of the lengths two, one and no characters of a back
};

using LetterCounts = std::array<std::int16_t, 32>;

/// How often each letter stands in the text, in either case; other characters share what is left.
LetterCounts count_letters(std::string_view text) {
  LetterCounts counts{};
  for (const char c : text) ++counts[static_cast<unsigned char>(c) % 32];
  return counts;
}

/// At most the edit distance, and fast: the characters that one has too many and the other too few.
std::size_t least_distance(const LetterCounts& a, const LetterCounts& b) {
  int more = 0;
  int fewer = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const int difference = a[i] - b[i];
    more += std::max(difference, 0);
    fewer += std::max(-difference, 0);
  }
  return static_cast<std::size_t>(std::max(more, fewer));
}

bool equal_but_for_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

/// The one candidate that the name is the beginning of; nullptr where there is none or several.
const std::string* only_longer(std::string_view name, std::span<const std::string> candidates) {
  constexpr std::size_t kLeast = 4;
  const std::string* only = nullptr;
  for (const std::string& candidate : candidates) {
    if (name.size() < kLeast || !candidate.starts_with(name)) continue;
    if (only != nullptr) return nullptr;
    only = &candidate;
  }
  return only;
}

}  // namespace

std::string did_you_mean(std::string_view name, std::span<const std::string> candidates) {
  const std::string* best = nullptr;
  std::size_t best_distance = 0;
  EditDistance edit_distance;
  const LetterCounts letters = count_letters(name);
  for (const std::string& candidate : candidates) {
    const auto [shorter, longer] = std::minmax({name.size(), candidate.size()});
    const std::size_t third = std::max<std::size_t>(1, longer / 3);
    const std::size_t limit = best == nullptr ? third : std::min(third, best_distance - 1);
    if (longer - shorter > limit) continue;
    if (least_distance(letters, count_letters(candidate)) > limit) continue;
    const std::size_t distance = edit_distance(name, candidate, limit);
    if (distance > limit) continue;
    best = &candidate;
    best_distance = distance;
    if (distance == 0) break;
  }
  const auto other_case =
      std::ranges::find_if(candidates, [&](const auto& one) { return equal_but_for_case(name, one); });
  if (other_case != candidates.end()) best = &*other_case;
  if (best == nullptr) best = only_longer(name, candidates);
  return best == nullptr ? std::string{} : "; did you mean '" + *best + "'?";
}

}  // namespace coldread
