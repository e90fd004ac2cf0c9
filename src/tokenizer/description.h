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

/// A setting that is one character. Throws Error(input) about the file origin where it is not.
char32_t character_setting(const Value& description, std::string_view key, const std::string& origin);

/// Empty where there is none.
std::string type_of(const Value& description);

/// The list of a Sequence under its key, with those of sequences in it, any other description as it is, nothing for
/// null.
std::vector<Value> steps_of(const Value& description, std::string_view key);

/// Throws Error(input) about the file origin: its `part` is of a type that is not among the known ones.
[[noreturn]] void fail_unknown_type(const std::string& origin, const std::string& part, const Value& description,
                                    const std::vector<std::string>& known);

/// "Digits, ByteLevel"; "none".
std::string types_of(std::span<const Value> steps);

}  // namespace coldread
