#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/comparison.h"
#include "api/task_facts.h"
#include "compare/pairing.h"

namespace coldread {

/// What a reader must know of how documents were paired: notes in words, and how prompts differ. What holds alike for
/// several pairs of arms is said once.
class Findings {
 public:
  void add_pairing(const TaskFacts& task, const std::vector<Arm>& arms, std::size_t first, std::size_t second,
                   const Pairing& pairing);
  /// A metric that only some of the paired documents have a score under in every run.
  void add_unscored(const std::string& task, const std::string& metric, std::size_t scored, std::size_t paired);
  void add_without_metric(const std::string& task, const Arm& first, const Arm& second);
  void add_ungrouped(const std::string& group, const std::string& task);

  /// Moves everything into the comparison.
  void finish(Comparison& comparison);

 private:
  /// A task or group, and what is said of it.
  using Subject = std::pair<std::string, std::string>;
  /// Once of each subject.
  void say(Subject subject, std::string note);
  void add_prompts(const std::string& task, std::size_t first, std::size_t second, const Pairing& pairing);

  std::set<Subject> said_;
  std::vector<std::string> notes_;
  std::vector<PromptDifference> prompts_;
};

}  // namespace coldread
