#pragma once

#include <filesystem>
#include <string>

#include "base/error.h"

namespace coldread {

/// Throws Error(input) about a file that a tokenizer is read from.
[[noreturn]] inline void fail_in(const std::filesystem::path& file, const std::string& message) {
  throw Error(ErrorCode::input, {.file = file.string()}, message);
}

}  // namespace coldread
