#include "base/regex.h"
#include "base/unicode.h"
#include "task/recipes/recipe.h"
#include "task/recipes/row.h"

// Based's SQuAD as cloze: whether the continuation of a passage contains the answer, whatever its case.

namespace coldread {
namespace {

constexpr std::string_view kYaml = R"(
dataset_path: hazyresearch/based-squad
dataset_name: default
validation_split: validation
output_type: generate_until
doc_to_text: "{{text.strip()}}"
doc_to_target: "{{value.strip()}}"
metric_list: [{metric: contains}]
metadata: {version: 1}
)";

std::vector<ItemScore> score(const Value& row, std::span<const Value> responses) {
  const Regex answer("(?i)" + regex_escape(strip(text_at(row, "value"))));
  return {{answer.search(text_of(responses.front(), "the response")) ? 1.0 : 0.0, {}}};
}

}  // namespace

Recipe recipe_squad_completion() {
  return {.families = {"squad_completion"},
          .data_sets = {},
          .functions = {
              {"SQUADCompletion",
               TaskClass{.yaml = kYaml,
                         .scored_continuation = {},
                         .results = {.metrics = {{"contains", mean_of_results}}, .left_out = {}, .score = score}}}}};
}

}  // namespace coldread
