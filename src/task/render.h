#pragma once

#include <vector>

#include "api/value.h"
#include "task/task.h"

namespace coldread {

/// Every request of a task in order, a repeated one once: {task, doc_id, type, context, continuation},
/// {task, doc_id, type, context, until, max_tokens, sampling options} or {task, doc_id, type, text}.
std::vector<Dict> render(const Task& task);

}  // namespace coldread
