#pragma once

#include <string>
#include <string_view>

#include "template/values/item.h"

namespace coldread::jinja {

/// Appends Python's str() or repr(). Faults on strict undefined values and on what Python would print with a memory
/// address (generators, bound methods).
void write_str(Runtime& runtime, std::string& out, const Item& item);
void write_repr(Runtime& runtime, std::string& out, const Item& item);

/// repr() of a string: quotes chosen as Python does, what is not printable escaped.
void write_quoted(std::string& out, std::string_view text);

/// str() as an item; a string stays what it is.
Item to_text(Runtime& runtime, const Item& item);
/// str() of an item; the view is valid until the render ends.
std::string_view to_bytes(Runtime& runtime, const Item& item);

}  // namespace coldread::jinja
