#pragma once

#include "base/cured_error.h"

namespace coldread {

/// A folder holds another run than the one that is to go there; brief() says what differs.
class OtherRun : public CuredError {
 public:
  using CuredError::CuredError;
};

}  // namespace coldread
