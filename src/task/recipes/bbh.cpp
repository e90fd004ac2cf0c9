#include "base/regex.h"
#include "filter/entry.h"
#include "filter/multi_choice_regex.h"
#include "task/recipes/number_words.h"
#include "task/recipes/recipe.h"
#include "task/recipes/row.h"
#include "task/recipes/text_filters.h"

// BIG-Bench Hard: filters that find the answer in free text.

namespace coldread {
namespace {

/// What stands after each "(A)", "(B)", ... of the question.
std::vector<std::string> options_in_question(const Document& document) {
  static const Regex option(R"(\([A-Z]\)([^\n^(]*))");
  std::vector<std::string> texts;
  for (const auto& match : option.find_all(text_at(document.fields, "input"))) texts.push_back(match.front());
  return texts;
}

std::unique_ptr<Filter> lettered_choice(OptionReader& options) {
  return filters::make_multi_choice_regex(options, options_in_question);
}

}  // namespace

Recipe recipe_bbh() {
  return {.families = {"bbh"},
          .data_sets = {"SaylorTwift/bbh", "lukaemon/bbh"},
          .functions = {{"MultiChoiceRegexFilter", FilterFunction(lettered_choice)},
                        {"MapRegexFilter", FilterFunction(make_map_regex)},
                        {"NumberParseRegexFilter", FilterFunction(make_number_words)},
                        {"WordSortFilter", FilterFunction(make_word_sort)}}};
}

}  // namespace coldread
