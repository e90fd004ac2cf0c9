#include <array>

#include "base/error.h"
#include "base/regex.h"
#include "task/recipes/recipe.h"
#include "task/recipes/row.h"

// WikiText: pages are scored as running text, but words and bytes are counted on the page as it stands in the file.

namespace coldread {
namespace {

struct Rewrite {
  Regex pattern;
  std::string by;
};

const std::array<Rewrite, 5>& paired_marks() {
  static const std::array<Rewrite, 5> rewrites{{{Regex(R"(\(\s*([^\)]*?)\s*\))"), R"((\1))"},
                                                {Regex(R"(\[\s*([^\]]*?)\s*\])"), R"([\1])"},
                                                {Regex(R"({\s*([^}]*?)\s*})"), R"({\1})"},
                                                {Regex(R"re(\"\s*([^\"]*?)\s*\")re"), R"("\1")"},
                                                {Regex(R"('\s*([^']*?)\s*')"), R"('\1')"}}};
  return rewrites;
}

using Pair = std::array<const char*, 2>;
constexpr std::array<Pair, 9> kSpacedMarks{{{" @-@ ", "-"},
                                            {" @,@ ", ","},
                                            {" @.@ ", "."},
                                            {" : ", ": "},
                                            {" ; ", "; "},
                                            {" . ", ". "},
                                            {" ! ", "! "},
                                            {" ? ", "? "},
                                            {" , ", ", "}}};
constexpr std::array<Pair, 8> kRest{{{"= = = =", "===="},
                                     {"= = =", "==="},
                                     {"= =", "=="},
                                     {" \u00b0 ", "\u00b0"},
                                     {" \n", "\n"},
                                     {"\n ", "\n"},
                                     {" N ", " 1 "},
                                     {" 's", "'s"}}};

Value running_text(const Value& row) {
  static const Regex years("/' [0-9]/");
  std::string text = replaced(text_at(row, "page"), "s '", "s'");
  text = years.replace(text, "/'[0-9]/");
  for (const Pair& mark : kSpacedMarks) text = replaced(std::move(text), mark[0], mark[1]);
  for (const Rewrite& rewrite : paired_marks()) text = rewrite.pattern.replace(text, rewrite.by);
  for (const Pair& rest : kRest) text = replaced(std::move(text), rest[0], rest[1]);
  return text;
}

template <int Which>
std::unique_ptr<Metric> rolling() {
  constexpr std::array<const char*, 3> kNames{"word_perplexity", "byte_perplexity", "bits_per_byte"};
  return make_metric(kNames[Which]);
}

std::vector<ItemScore> score(const Value& row, std::span<const Value> responses) {
  if (!responses.front().is_number()) throw Error(ErrorCode::usage, "a log-likelihood is needed");
  const RollingOutcome outcome{.logprob = responses.front().as_number(), .text = text_at(row, "page")};
  return {rolling<0>()->score(outcome), rolling<1>()->score(outcome), rolling<2>()->score(outcome)};
}

}  // namespace

Recipe recipe_wikitext() {
  return {.families = {"wikitext"},
          .data_sets = {"EleutherAI/wikitext_document_level"},
          .functions = {{"wikitext_detokenizer", RowFunction(running_text)},
                        {"process_results", ResultsFunction{.metrics = {{"word_perplexity", rolling<0>},
                                                                        {"byte_perplexity", rolling<1>},
                                                                        {"bits_per_byte", rolling<2>}},
                                                            .left_out = {},
                                                            .score = score}}}};
}

}  // namespace coldread
