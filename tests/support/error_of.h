#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace coldread::test {

/// The message of the Error that a call throws; empty where it throws none.
template <typename Call>
std::string error_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

inline bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace coldread::test
