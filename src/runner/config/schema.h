#pragma once

#include "api/value.h"

namespace coldread {

/// A JSON Schema (2020-12) of a config's YAML, from the table of options that its reader uses.
Dict config_schema();

}  // namespace coldread
