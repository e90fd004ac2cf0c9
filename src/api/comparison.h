#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace coldread {

/// What is compared: a model under one sampling setting. Its runs differ in the seed alone; a document's score is their
/// mean.
struct Arm {
  std::string id;
  std::vector<std::size_t> runs;  ///< indexes into Report::runs
};

/// What a comparison says of its second arm against the first.
enum class Verdict {
  better,
  worse,
  not_significant,
  identical,   ///< no paired document's score differs
  not_tested,  ///< of a metric that is not its task's primary one
};

/// For people and files: "better", "not significant", ...
constexpr std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::better:
      return "better";
    case Verdict::worse:
      return "worse";
    case Verdict::not_significant:
      return "not significant";
    case Verdict::identical:
      return "identical";
    case Verdict::not_tested:
      break;
  }
  return "not tested";
}

/// Two arms on one metric of one task or group of tasks, over the documents that both answered.
struct Difference {
  std::string task, filter, metric;
  std::size_t tasks = 1;  ///< that it goes over: more for a group
  bool higher_is_better = true;
  bool primary = false;                      ///< the task's primary metric: one test of the comparison's family
  std::size_t first = 0, second = 0;         ///< indexes into Comparison::arms
  std::int64_t documents = 0;                ///< that were paired
  std::int64_t other_prompts = 0;            ///< of these, how many the two arms asked with different prompts
  std::int64_t clusters = 0;                 ///< groups of documents that share a passage; drawn and swapped as one
  double first_value = 0, second_value = 0;  ///< over the paired documents
  double value = 0;                          ///< second_value - first_value
  double low = 0, high = 0;                  ///< 95 % interval of value
  std::string interval;                      ///< how it was found: "t", "bootstrap", "stratified bootstrap"
  std::string test;                          ///< "mcnemar", "randomisation" (all ways), "randomisation 9999" (rounds)
  double p = 1;                              ///< two-sided
  std::optional<double> p_holm;              ///< p after Holm's correction over the family; absent outside it
  std::optional<double> effect;              ///< size of the difference, whatever the metric's unit
  std::string effect_name;                   ///< "d" (mean / deviation of the differences), "g" (McNemar: share - 1/2)
  std::optional<double> detectable;          ///< smallest difference detectable with 80 % power; absent outside
  std::vector<std::int64_t> up, down;        ///< documents that the second arm does better, worse; of one task
  std::int64_t documents_up = 0, documents_down = 0;  ///< how many, of a group too
  bool identical = false;                             ///< no document's score differs
  bool beyond_noise = false;                          ///< p_holm below 5 % and an interval without 0

  /// The better arm; absent where there is none beyond noise.
  std::optional<std::size_t> winner() const {
    if (!beyond_noise) return std::nullopt;
    return (value > 0) == higher_is_better ? second : first;
  }
  Verdict verdict() const {
    if (identical) return Verdict::identical;
    if (!primary) return Verdict::not_tested;
    if (!beyond_noise) return Verdict::not_significant;
    return winner() == second ? Verdict::better : Verdict::worse;
  }
};

/// A stretch of a text, told by another text.
struct DiffPiece {
  enum class Kind { same, removed, added };
  Kind kind = Kind::same;
  std::string text;
  bool operator==(const DiffPiece&) const = default;
};

/// Two arms that asked documents of a task with different prompts.
struct PromptDifference {
  std::string task;
  std::size_t first = 0, second = 0;  ///< indexes into Comparison::arms
  std::int64_t documents = 0;         ///< with different prompts
  std::int64_t paired = 0;            ///< of so many
  std::int64_t example = 0;           ///< the first such document
  std::vector<DiffPiece> diff;        ///< of its prompts, from the first arm's to the second's, shortened
};

/// Two arms that are compared: what the second does against the first.
struct ArmPair {
  std::size_t first = 0, second = 0;  ///< indexes into Comparison::arms
};

/// A condition on a comparison that does not hold.
struct GateFailure {
  std::string task, filter, metric;
  std::size_t first = 0, second = 0;  ///< indexes into Comparison::arms
  std::string gate;                   ///< as written: "acc -0.02"
  std::string reason;                 ///< for people
};

struct Comparison {
  std::vector<Arm> arms;
  std::vector<ArmPair> pairs;  ///< that were compared
  std::vector<Difference> differences;
  std::vector<PromptDifference> prompts;  ///< one for arms that differ in the same way
  std::vector<std::string> notes;         ///< what could not be paired and why, a line each
  std::int64_t bootstrap_rounds = 0;      ///< replicates behind each bootstrap interval
  std::int64_t bootstrap_seed = 0;        ///< of Python's generator
  std::int64_t family = 0;                ///< tests that Holm's correction covers
};

}  // namespace coldread
