#pragma once

#include <memory>

#include "api/option_reader.h"
#include "filter/filter.h"

namespace coldread {

/// Maps what a response says to values: regex_pattern_to_value {pattern: value}. group_select numbers the match of all
/// patterns together; the first pattern that matches within it decides. Options as multi_choice_regex's.
std::unique_ptr<Filter> make_map_regex(OptionReader& options);

/// The words of the document's list ("... List: b a c") in the order in which the response ends up naming them.
std::unique_ptr<Filter> make_word_sort(OptionReader& options);

}  // namespace coldread
