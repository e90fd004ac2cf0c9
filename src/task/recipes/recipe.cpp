#include "task/recipes/recipe.h"

#include <algorithm>

#include "base/error.h"
#include "dataset/format.h"
#include "metric/entry.h"

namespace coldread {

#define RECIPE(identifier) Recipe recipe_##identifier();
#include "task/recipes/recipes.inc"
#undef RECIPE

namespace {

class MeanOfResults final : public metrics::MeanMetric {
 public:
  ItemScore score(const Outcome&) const override { check_failed(__FILE__, __LINE__, "a results function scores"); }
};

bool is_local(const RecipeUser& user) {
  return user.dataset_path.empty() || find_dataset_format(user.dataset_path) != nullptr;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Whether the family stands in the task's name as words of its own: "my_hellaswag", "hellaswag-de".
bool is_named_after(std::string_view task, std::string_view family) {
  for (std::size_t at = task.find(family); at != std::string_view::npos; at = task.find(family, at + 1)) {
    const std::size_t end = at + family.size();
    const bool starts = at == 0 || !is_name_character(task[at - 1]);
    if (starts && (end == task.size() || !is_name_character(task[end]))) return true;
  }
  return false;
}

bool belongs(const RecipeUser& user, const Recipe& recipe) {
  if (recipe.every_task) return true;
  if (std::ranges::find(recipe.data_sets, user.dataset_path) != recipe.data_sets.end()) return true;
  return std::ranges::any_of(recipe.families, [&](std::string_view family) {
    if (user.task == family) return true;
    return is_local(user) && is_named_after(user.task, family);
  });
}

}  // namespace

std::span<const Recipe> recipes() {
#define RECIPE(identifier) recipe_##identifier(),
  static const std::vector<Recipe> table{
#include "task/recipes/recipes.inc"
  };
#undef RECIPE
  return table;
}

const PythonFunction* find_python_function(const RecipeUser& user, std::string_view function) {
  const std::size_t dot = function.rfind('.');
  const std::string_view name = dot == std::string_view::npos ? function : function.substr(dot + 1);
  for (const Recipe& recipe : recipes()) {
    if (!belongs(user, recipe)) continue;
    for (const auto& [known, port] : recipe.functions) {
      if (known == name) return &port;
    }
  }
  return nullptr;
}

std::unique_ptr<Metric> mean_of_results() {
  return std::make_unique<MeanOfResults>();
}

}  // namespace coldread
