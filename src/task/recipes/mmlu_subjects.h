#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "task/recipes/recipe.h"

namespace coldread {

/// A function a subject of MMLU, process_SUBJECT: keeps the rows of that subject.
std::vector<std::pair<std::string_view, PythonFunction>> functions_by_subject(bool (*keeps)(const Value& row,
                                                                                            std::string_view subject));

}  // namespace coldread
