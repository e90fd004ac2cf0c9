#include "task/recipes/mmlu_subjects.h"
#include "task/recipes/recipe.h"
#include "task/recipes/row.h"

// Global MMLU: all subjects lie in one file a language; the light edition is cut by category.

namespace coldread {
namespace {

bool has_subject(const Value& row, std::string_view subject) {
  return text_at(row, "subject") == subject;
}

bool has_category(const Value& row, std::string_view category) {
  return text_at(row, "subject_category") == category;
}

}  // namespace

Recipe recipe_global_mmlu() {
  Recipe recipe{.families = {"global_mmlu"},
                .data_sets = {"CohereForAI/Global-MMLU", "CohereForAI/Global-MMLU-Lite", "CohereLabs/Global-MMLU",
                              "CohereLabs/Global-MMLU-Lite"},
                .functions = functions_by_subject(has_subject)};
  const auto category = [&](std::string_view function, std::string_view value) {
    recipe.functions.emplace_back(function, RowFilter{.keeps = has_category, .value = value});
  };
  category("process_business", "Business");
  category("process_humanities", "Humanities");
  category("process_medical", "Medical");
  category("process_other", "Other");
  category("process_stem", "STEM");
  category("process_social_sciences", "Social Sciences");
  return recipe;
}

}  // namespace coldread
