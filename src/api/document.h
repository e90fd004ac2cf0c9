#pragma once

#include <cstdint>

#include "api/value.h"

namespace coldread {

/// One dataset row, immutable. id is its index in its split, from 0.
struct Document {
  std::int64_t id = 0;
  Value fields;  ///< a dict of columns
};

}  // namespace coldread
