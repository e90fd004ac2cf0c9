#include "base/error.h"

#include <cstdio>
#include <cstdlib>

namespace coldread {

std::string to_string(const Place& place) {
  if (place.file.empty()) return {};
  std::string text = place.file;
  if (place.line > 0) text += ":" + std::to_string(place.line);
  if (place.line > 0 && place.column > 0) text += ":" + std::to_string(place.column);
  return text + ": ";
}

namespace {

/// what() ends at a NUL, and a message that quotes a hostile name would: its picture (U+2400) stands for it.
std::string without_nul(std::string text) {
  for (std::size_t at = text.find('\0'); at != std::string::npos; at = text.find('\0', at)) {
    text.replace(at, 1, "\xE2\x90\x80");
  }
  return text;
}

}  // namespace

Error::Error(ErrorCode code, const std::string& message) : std::runtime_error(without_nul(message)), code_(code) {}

Error::Error(ErrorCode code, const Place& place, const std::string& message)
    : std::runtime_error(without_nul(to_string(place) + message)), code_(code) {}

void check_failed(const char* file, int line, const char* condition) {
  std::fprintf(stderr, "coldread: internal error at %s:%d: %s\n", file, line, condition);
  std::abort();
}

}  // namespace coldread
