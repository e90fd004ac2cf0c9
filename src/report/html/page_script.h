#pragma once

#include <string_view>

namespace coldread {

// The two halves of the page's script, in order; one scope holds both.
std::string_view page_script_cards();
std::string_view page_script_view();

}  // namespace coldread
