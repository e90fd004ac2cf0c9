#include "task/recipes/number_words.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "base/error.h"
#include "base/regex.h"
#include "base/unicode.h"
#include "filter/regex_pick.h"
#include "metric/words.h"
#include "task/recipes/row.h"

namespace coldread {
namespace {

struct NumberWord {
  std::string_view word;
  std::int64_t value;
};
constexpr std::array<NumberWord, 32> kWords{
    {{"zero", 0},      {"one", 1},         {"two", 2},           {"three", 3},
     {"four", 4},      {"five", 5},        {"six", 6},           {"seven", 7},
     {"eight", 8},     {"nine", 9},        {"ten", 10},          {"eleven", 11},
     {"twelve", 12},   {"thirteen", 13},   {"fourteen", 14},     {"fifteen", 15},
     {"sixteen", 16},  {"seventeen", 17},  {"eighteen", 18},     {"nineteen", 19},
     {"twenty", 20},   {"thirty", 30},     {"forty", 40},        {"fifty", 50},
     {"sixty", 60},    {"seventy", 70},    {"eighty", 80},       {"ninety", 90},
     {"hundred", 100}, {"thousand", 1000}, {"million", 1000000}, {"billion", 1000000000}}};

const NumberWord* find_word(std::string_view word) {
  const auto found = std::ranges::find(kWords, word, &NumberWord::word);
  return found == kWords.end() ? nullptr : &*found;
}

using Numbers = std::span<const std::int64_t>;

/// A number below a thousand. word2number takes up to four words by their count alone; nothing for none.
std::optional<std::int64_t> below_thousand(Numbers n) {
  if (n.empty()) return std::nullopt;
  if (n.size() == 4) return n[0] * n[1] + n[2] + n[3];
  if (n.size() == 3) return n[0] * n[1] + n[2];
  if (n.size() == 2) return n[0] == 100 || n[1] == 100 ? n[0] * n[1] : n[0] + n[1];
  return n[0];
}

/// After the last thousand, million or billion that does not end the number ("one million two thousand" counts its "two
/// thousand" twice, as there).
std::optional<std::int64_t> what_follows_scales(Numbers numbers) {
  bool has_scale = false;
  for (const std::int64_t scale : {std::int64_t{1000}, std::int64_t{1'000'000}, std::int64_t{1'000'000'000}}) {
    const auto at = std::ranges::find(numbers, scale);
    has_scale = has_scale || at != numbers.end();
    if (at != numbers.end() && at + 1 != numbers.end()) {
      return below_thousand(numbers.subspan(static_cast<std::size_t>(at - numbers.begin()) + 1));
    }
  }
  return has_scale ? 0 : below_thousand(numbers);
}

std::optional<std::int64_t> whole_number(Numbers numbers) {
  if (numbers.empty()) return 0;
  if (numbers.size() == 1) return numbers[0];
  std::int64_t total = 0;
  std::size_t start = 0;
  for (const std::int64_t scale : {std::int64_t{1'000'000'000}, std::int64_t{1'000'000}, std::int64_t{1000}}) {
    const auto at = std::ranges::find(numbers, scale);
    if (at == numbers.end()) continue;
    if (std::count(numbers.begin(), numbers.end(), scale) > 1) return std::nullopt;
    const auto end = static_cast<std::size_t>(at - numbers.begin());
    if (end < start) return std::nullopt;  // a thousand before a million
    const auto times = below_thousand(numbers.subspan(start, end - start));
    if (!times) return std::nullopt;
    total += *times * scale;
    start = end + 1;
  }
  const auto rest = what_follows_scales(numbers);
  return rest ? std::optional(total + *rest) : std::nullopt;
}

/// What of a text the filter takes for a number in words.
const Regex& number_pattern() {
  static const std::string units = "zero|one|two|three|four|five";
  static const std::string stems = "(?:twen|thir|for|fif|six|seven|nine)";
  static const std::string rest = "ten|eleven|twelve|fourteen|hundred|thousand|(?:m|b|tr)illion";
  static const std::string first = units + "|" + stems + "(?:teen|ty)|eight(?:|een|y)|" + rest;
  static const std::string middle =
      units + "|" + stems + R"((?:|teen|ty)|eight(?:een|y)|)" + rest + R"(|[^\S\r\n]|,|and|&)";
  static const std::string last = units + "|" + stems + "(?:teen|ty)|eight(?:een|y)|" + rest;
  static const Regex pattern("((?:(?:" + first + ")(?:" + middle + ")+)?(?:" + last + "))");
  return pattern;
}

class NumberWords final : public Filter {
 public:
  explicit NumberWords(OptionReader& options)
      : regex_(options.text("regex_pattern", R"(#### (\-?[0-9\.\,]+))")),
        select_(options.integer("group_select", 0, -(1 << 20), 1 << 20)),
        fallback_(options.text("fallback", "[invalid]")) {
    options.boolean("ignore_case", false);
    options.boolean("ignore_punctuation", false);
    options.texts("regexes_to_ignore");
  }

  List apply(List responses, const Document&) const override {
    for (Value& response : responses) {
      const std::string text = response.is_string() ? response.as_string() : "";
      std::string found = find(regex_, text);
      if (found.empty()) found = number_of_words(find(number_pattern(), lower(text))).value_or("");
      response = found.empty() ? fallback_ : found;
    }
    return responses;
  }
  std::optional<Value> fallback() const override { return fallback_; }

 private:
  std::string find(const Regex& regex, const std::string& text) const {
    const filters::Pick pick = filters::pick_match(regex, text, select_, "NumberParseRegexFilter");
    return pick.text ? std::string(strip(*pick.text)) : "";
  }

  Regex regex_;
  std::int64_t select_;
  std::string fallback_;
};

}  // namespace

std::optional<std::string> number_of_words(std::string_view words) {
  const std::string spaced = replaced(lower(words), "-", " ");
  std::vector<std::int64_t> numbers;
  for (const std::string_view word : split_words(std::string_view(spaced))) {
    if (const NumberWord* known = find_word(word)) numbers.push_back(known->value);
  }
  if (numbers.empty()) return std::nullopt;
  const auto whole = whole_number(numbers);
  return whole ? std::optional(std::to_string(*whole)) : std::nullopt;
}

std::unique_ptr<Filter> make_number_words(OptionReader& options) {
  return std::make_unique<NumberWords>(options);
}

}  // namespace coldread
