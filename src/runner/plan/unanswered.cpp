#include "runner/plan/unanswered.h"

#include <algorithm>
#include <unordered_set>

namespace coldread {

bool lacks_an_answer(const PlannedDocument& document, const Answers& answers) {
  return std::ranges::any_of(document.keys, [&](const auto& key) { return !answers.contains(key); });
}

Unanswered unanswered_of(const std::vector<PlannedDocument>& documents, const Answers& answers) {
  Unanswered open;
  std::unordered_set<std::string> seen;
  for (const PlannedDocument& document : documents) {
    for (std::size_t i = 0; i < document.requests.size(); ++i) {
      const std::string& key = document.keys[i];
      if (answers.contains(key) || !seen.insert(key).second) continue;
      open.requests.push_back(document.requests[i]);
      open.keys.push_back(key);
    }
  }
  return open;
}

}  // namespace coldread
