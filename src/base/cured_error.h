#pragma once

#include "base/error.h"

namespace coldread {

/// An error whose message ends in a cure that errors of its kind share, so that a list of them can say it once.
class CuredError : public Error {
 public:
  CuredError(ErrorCode code, const Place& place, const std::string& message, const std::string& cure)
      : Error(code, place, message + cure), brief_(Error(code, place, message).what()), cure_(cure) {}

  const std::string& brief() const noexcept { return brief_; }  ///< what() without its cure
  const std::string& cure() const noexcept { return cure_; }

 private:
  std::string brief_, cure_;
};

}  // namespace coldread
