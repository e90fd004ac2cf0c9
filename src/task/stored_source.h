#pragma once

#include <functional>
#include <string>

#include "api/value.h"
#include "task/group.h"
#include "task/task_source.h"

namespace coldread {

// What a task is made of as records of JSON: one that describes it, then one a document, then one an example.

/// Hands over the records in order. is_row: of a document or an example.
using OnRecord = std::function<void(const Value& record, bool is_row)>;
void write_source(const TaskSource& source, const OnRecord& on_record);

/// next: the next record, null at the end. Throws Error(input) where the records are not what write_source() gives.
TaskSource read_source(const std::function<Value()>& next);

/// A group with its subgroups.
Value to_value(const TaskGroup& group);
/// Throws Error(input).
TaskGroup group_from(const Value& value);

}  // namespace coldread
