#include "task/recipes/text_filters.h"

#include <algorithm>

#include "base/error.h"
#include "base/regex.h"
#include "base/unicode.h"
#include "filter/entry.h"
#include "filter/regex_pick.h"
#include "metric/words.h"
#include "task/recipes/row.h"

namespace coldread {
namespace {

class MapRegex final : public Filter {
 public:
  explicit MapRegex(OptionReader& options)
      : select_(options.integer("group_select", 0, -(1 << 20), 1 << 20)),
        fallback_(options.text("fallback", "[invalid]")),
        ignore_case_(options.boolean("ignore_case", false)),
        ignore_punctuation_(options.boolean("ignore_punctuation", false)),
        any_("") {
    for (const std::string& pattern : options.texts("regexes_to_ignore")) ignored_.emplace_back(pattern);
    const Value* values = options.value("regex_pattern_to_value");
    if (values == nullptr || !values->is_dict()) options.fail("needs 'regex_pattern_to_value', a dict");
    std::string any;
    for (const auto& [pattern, value] : values->as_dict()) {
      any += (any.empty() ? "" : "|") + pattern;
      values_.emplace_back(Regex(pattern), value);
    }
    any_ = Regex(any);
  }

  List apply(List responses, const Document&) const override {
    for (Value& response : responses) response = value_of(response.is_string() ? response.as_string() : "");
    return responses;
  }
  std::optional<Value> fallback() const override { return fallback_; }

 private:
  std::string find(const Regex& regex, const std::string& text) const {
    const filters::Pick pick = filters::pick_match(regex, without_ignored(text), select_, "MapRegexFilter");
    return pick.text ? std::string(strip(*pick.text)) : "";
  }

  Value value_of(const std::string& response) const {
    const std::string whole = find(any_, response);
    if (whole.empty()) return fallback_;
    for (const auto& [regex, value] : values_) {
      if (!find(regex, whole).empty()) return value;
    }
    return fallback_;
  }

  std::string without_ignored(std::string text) const {
    for (const Regex& regex : ignored_) text = regex.replace(text, "");
    if (ignore_case_) text = lower(text);
    if (!ignore_punctuation_) return text;
    std::u32string wide = to_utf32(text);
    std::erase_if(wide, is_punctuation);
    return to_utf8(wide);
  }

  std::int64_t select_;
  std::string fallback_;
  bool ignore_case_, ignore_punctuation_;
  std::vector<Regex> ignored_;
  Regex any_;
  std::vector<std::pair<Regex, Value>> values_;
};

class WordSort final : public Filter {
 public:
  List apply(List responses, const Document& document) const override {
    const std::string& question = text_at(document.fields, "input");
    const std::size_t list = question.find("List:");
    if (list == std::string::npos) throw Error(ErrorCode::usage, "'input' has no \"List:\"");
    std::string_view words = std::string_view(question).substr(list + 5);
    words = words.substr(0, words.find("List:"));
    std::string pattern;
    for (const std::string_view word : split_words(words)) {
      pattern += (pattern.empty() ? "\\b" : "|\\b") + std::string(word) + "\\b";
    }
    const Regex any(pattern);
    for (Value& response : responses) response = last_order(any, filters::text_of(response, "WordSortFilter"));
    return responses;
  }

 private:
  /// Each word where it stands last.
  static std::string last_order(const Regex& any, const std::string& text) {
    auto found = any.find_all(text);
    std::ranges::reverse(found);
    std::vector<std::string> words;
    for (const auto& match : found) {
      if (std::ranges::find(words, match.front()) == words.end()) words.push_back(match.front());
    }
    std::string joined;
    for (auto word = words.rbegin(); word != words.rend(); ++word) joined += (joined.empty() ? "" : " ") + *word;
    return joined;
  }
};

}  // namespace

std::unique_ptr<Filter> make_map_regex(OptionReader& options) {
  return std::make_unique<MapRegex>(options);
}

std::unique_ptr<Filter> make_word_sort(OptionReader&) {
  return std::make_unique<WordSort>();
}

}  // namespace coldread
