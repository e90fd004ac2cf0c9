#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "api/response.h"

namespace coldread {

using Answers = std::unordered_map<std::string, Response>;  ///< by answer_key()

/// Where a run's answers are kept as they come.
class AnswerStore {
 public:
  virtual ~AnswerStore() = default;
  virtual const Answers& answers() const = 0;
  /// Keeps storable(response).
  virtual void append(const std::string& key, const Response& response) = 0;
  /// Everything appended outlives the process.
  virtual void sync() = 0;
  /// All are there: keeps the answers to these keys alone, by ascending key, whatever order they came in.
  virtual void finish(const std::vector<std::string>& keys) = 0;
};

}  // namespace coldread
