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

Error::Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}

Error::Error(ErrorCode code, const Place& place, const std::string& message)
    : std::runtime_error(to_string(place) + message), code_(code) {}

void check_failed(const char* file, int line, const char* condition) {
  std::fprintf(stderr, "coldread: internal error at %s:%d: %s\n", file, line, condition);
  std::abort();
}

}  // namespace coldread
