#include "filter/multi_choice_regex.h"

#include <algorithm>

#include "base/error.h"
#include "base/unicode.h"
#include "filter/entry.h"
#include "filter/regex_pick.h"

// The letter, as "(A)", of the choice that a response names, by the first of these that finds something:
//   1. regex_pattern in the response
//   2. the text of a choice (of the document's column `choices`) in the response, both without the matches of
//      regexes_to_ignore and, as asked, case and Unicode punctuation; a choice that begins another one is tried after
//      it
//   3. a colon and a letter of a choice
// else fallback. group_select numbers the match within each.

namespace coldread::filters {
namespace {

class MultiChoiceRegex final : public Filter {
 public:
  MultiChoiceRegex(OptionReader& options, ChoiceTexts texts)
      : texts_of_(texts),
        regex_(options.text("regex_pattern", R"(#### (\-?[0-9\.\,]+))")),
        select_(options.integer("group_select", 0, -(1 << 20), 1 << 20)),
        fallback_(options.text("fallback", "[invalid]")),
        ignore_case_(options.boolean("ignore_case", false)),
        ignore_punctuation_(options.boolean("ignore_punctuation", false)) {
    for (const std::string& pattern : options.texts("regexes_to_ignore")) ignored_.emplace_back(pattern);
  }

  List apply(List responses, const Document& document) const override {
    const Choices choices = choices_of(document);
    for (Value& response : responses) {
      const std::string text = response.is_string() ? response.as_string() : "";
      std::string found = find(regex_, text, {});
      if (found.empty()) found = find(choices.texts, without_ignored(text), choices.letter_of_text);
      if (found.empty()) found = find(choices.letters, text, choices.letter_of_letter);
      response = found.empty() ? fallback_ : found;
    }
    return responses;
  }
  std::optional<Value> fallback() const override { return fallback_; }

 private:
  using Letters =
      std::vector<std::pair<std::string, std::string>>;  ///< what was found -> "(A)"; the last of equals holds
  struct Choices {
    coldread::Regex texts, letters;
    Letters letter_of_text, letter_of_letter;
  };

  std::string find(const coldread::Regex& regex, std::string_view text, const Letters& letters) const {
    const Pick pick = pick_match(regex, text, select_, "multi_choice_regex");
    if (!pick.text) return {};
    std::string found(strip(*pick.text));
    for (auto entry = letters.rbegin(); entry != letters.rend() && !found.empty(); ++entry) {
      if (entry->first == found) return entry->second;
    }
    return found;
  }

  std::string without_ignored(std::string text) const {
    for (const coldread::Regex& regex : ignored_) text = regex.replace(text, "");
    if (ignore_case_) text = lower(text);
    if (!ignore_punctuation_) return text;
    std::u32string wide = to_utf32(text);
    std::erase_if(wide, is_punctuation);
    return to_utf8(wide);
  }

  Choices choices_of(const Document& document) const {
    Letters by_text, by_letter;
    std::vector<std::string> patterns;
    std::string letter_pattern;
    char letter = 'A';
    for (const std::string& choice : texts_of_(document)) {
      const std::string text = without_ignored(std::string(strip(choice)));
      const std::string name{letter++};
      patterns.push_back(regex_escape(text));
      by_text.emplace_back(text, "(" + name + ")");
      by_letter.emplace_back(name, "(" + name + ")");
      letter_pattern += (letter_pattern.empty() ? "" : "|") + name;
    }
    std::stable_sort(patterns.begin(), patterns.end(), [](const std::string& a, const std::string& b) {
      return count_code_points(a) > count_code_points(b);
    });
    std::string text_pattern;
    for (const std::string& pattern : patterns) text_pattern += (&pattern == &patterns.front() ? "" : "|") + pattern;
    return {coldread::Regex(text_pattern), coldread::Regex(R"(:[\s]*()" + letter_pattern + ")"), by_text, by_letter};
  }

  ChoiceTexts texts_of_;
  coldread::Regex regex_;
  std::int64_t select_;
  std::string fallback_;
  bool ignore_case_, ignore_punctuation_;
  std::vector<coldread::Regex> ignored_;
};

std::vector<std::string> column_of_choices(const Document& document) {
  const Value* column = document.fields.find("choices");
  if (column == nullptr || !column->is_list()) {
    throw Error(ErrorCode::usage, "filter 'multi_choice_regex' needs a column 'choices' that is a list of texts");
  }
  std::vector<std::string> texts;
  for (const Value& choice : column->as_list()) texts.push_back(text_of(choice, "multi_choice_regex"));
  return texts;
}

std::unique_ptr<Filter> over_column(OptionReader& options) {
  return make_multi_choice_regex(options, column_of_choices);
}

}  // namespace

std::unique_ptr<Filter> make_multi_choice_regex(OptionReader& options, ChoiceTexts texts) {
  return std::make_unique<MultiChoiceRegex>(options, texts);
}

Entry multi_choice_regex() {
  return {"multi_choice_regex", over_column};
}

}  // namespace coldread::filters
