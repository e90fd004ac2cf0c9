#pragma once

#include "api/value.h"

namespace coldread {

/// A JSON Schema (2020-12) of a task's or a group's YAML, from the tables of keys that its readers use: what an editor
/// completes and checks. Templates, columns and Python functions are texts to it.
Dict task_schema();

}  // namespace coldread
