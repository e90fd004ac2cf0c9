#pragma once

#include <string>
#include <vector>

#include "runner/plan/plan.h"

namespace coldread {

/// One document of one task in one column, with its requests and the journal's keys of their answers.
struct PlannedDocument {
  std::size_t column = 0;    ///< index into Plan::columns
  std::size_t task = 0;      ///< index into Plan::tasks
  std::size_t document = 0;  ///< index into the task's documents
  std::vector<Request> requests;
  std::vector<std::string> keys;
  PromptNotes notes;  ///< in the model's first column of the document alone
};

/// Everything of the plan's shard to ask one model, task by task, so that requests which share a prefix stand together.
std::vector<PlannedDocument> documents_of(const Plan& plan, std::size_t model);
/// The same for each model.
std::vector<std::vector<PlannedDocument>> documents_of(const Plan& plan);

/// All keys, of documents by model; repeated as the requests are.
std::vector<std::string> keys_of(const std::vector<std::vector<PlannedDocument>>& documents);

}  // namespace coldread
