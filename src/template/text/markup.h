#pragma once

#include <string>
#include <string_view>

#include "template/values/item.h"

namespace coldread::jinja {

/// & < > " ' as HTML entities.
std::string escape_html(std::string_view text);

/// The bytes of a string item, escaped unless it is markup already.
std::string escaped(const Item& text);

/// Tags and comments removed, entities resolved, white space collapsed.
std::string strip_tags(std::string_view text);

}  // namespace coldread::jinja
