#include "task/recipes/mmlu_subjects.h"
#include "task/recipes/recipe.h"
#include "task/recipes/row.h"

// OpenAI's MMMLU: all subjects of a language lie in one file, some named after the file they came from
// ("anatomy_test.csv_sw-KE.csv").

namespace coldread {
namespace {

bool has_subject(const Value& row, std::string_view subject) {
  std::string_view name = text_at(row, "Subject");
  for (const std::string_view marker : {"_test.csv", "_test-"}) {
    if (const std::size_t at = name.find(marker); at != std::string_view::npos) return name.substr(0, at) == subject;
  }
  return name == subject;
}

}  // namespace

Recipe recipe_mmmlu() {
  return {.families = {"mmmlu"}, .data_sets = {"openai/MMMLU"}, .functions = functions_by_subject(has_subject)};
}

}  // namespace coldread
