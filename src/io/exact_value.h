#pragma once

#include "api/value.h"

namespace coldread {

/// A value that to_json() writes and parse_json() reads back without loss. JSON has no word for some values: a text or
/// a key that is no UTF-8 and a number that is not finite become dicts of one reserved key ("$bytes", "$number",
/// "$dict"), and so does a dict that looks like one. All other values stay as they are.
Value to_exact(const Value& value);

/// The value that to_exact() was given. Throws Error(input) for a reserved key with a content that it never writes.
Value from_exact(const Value& exact);

}  // namespace coldread
