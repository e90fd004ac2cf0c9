#include "runner/plan/unanswered.h"

#include <unordered_set>

namespace coldread {

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
