#pragma once

#include <string>
#include <vector>

#include "runner/journal/answer_store.h"
#include "runner/plan/requests.h"

namespace coldread {

/// Requests that have no answer yet, each once, with the journal's keys.
struct Unanswered {
  std::vector<Request> requests;
  std::vector<std::string> keys;
};

bool lacks_an_answer(const PlannedDocument& document, const Answers& answers);

Unanswered unanswered_of(const std::vector<PlannedDocument>& documents, const Answers& answers);

}  // namespace coldread
