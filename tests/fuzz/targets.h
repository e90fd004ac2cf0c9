#pragma once

#include <span>
#include <string>
#include <string_view>

namespace coldread::fuzz {

// One function a kind of input, each of which takes any bytes. An Error is a fine end; any other exception, a crash, a
// sanitizer's complaint, a hang or a huge allocation is a finding.
#define TARGET(name) void fuzz_##name(std::string_view input);
#include "fuzz/targets.inc"
#undef TARGET

struct Target {
  const char* name;
  void (*run)(std::string_view input);
};

/// All of them, by name.
std::span<const Target> targets();

/// Throws std::logic_error: a promise was broken that no sanitizer sees.
[[noreturn]] void broken(const std::string& promise);

/// Cuts the first byte off, for a choice among ways to read the rest; 0 where there is none.
unsigned take_byte(std::string_view& input);

/// The path of a file in memory with these bytes, the same at each call.
std::string file_of(std::string_view bytes);

/// A folder in memory of this process, made at the first call and removed at the end.
const std::string& folder();
/// Writes (or replaces) a file of that folder; its path.
std::string write(const std::string& name, std::string_view bytes);

}  // namespace coldread::fuzz
