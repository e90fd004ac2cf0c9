#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/option_reader.h"
#include "filter/filter.h"

namespace coldread::filters {

/// The texts of a document's choices A, B, C, ...
using ChoiceTexts = std::vector<std::string> (*)(const Document& document);

/// The filter multi_choice_regex over choices from anywhere.
std::unique_ptr<Filter> make_multi_choice_regex(OptionReader& options, ChoiceTexts texts);

}  // namespace coldread::filters
