#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/value.h"

// Descriptions of parts in the form of tokenizer.json: a dict with a "type" and settings, or null for none.
namespace coldread {

/// {"type": type}
Value description_of(std::string_view type);

/// The value of a key, null where it is absent.
const Value& setting(const Value& description, std::string_view key);

/// Whether the setting is absent or says "no": null, false, "" or 0.
bool is_off(const Value& description, std::string_view key);

/// Empty where there is none.
std::string type_of(const Value& description);

/// The list of a Sequence under its key, any other description as it is, nothing for null.
std::vector<Value> steps_of(const Value& description, std::string_view key);

/// For errors: "Digits, ByteLevel"; "none".
std::string types_of(std::span<const Value> steps);

}  // namespace coldread
