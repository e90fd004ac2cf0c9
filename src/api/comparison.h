#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace coldread {

/// What is compared: a model under one sampling setting. Its runs differ in the seed alone; a document's score is their
/// mean.
struct Arm {
  std::string id;
  std::vector<std::size_t> runs;  ///< indexes into Report::runs
};

/// Two arms on one metric of one task or group of tasks, over the documents that both answered to the same prompt.
struct Difference {
  std::string task, filter, metric;
  std::size_t tasks = 1;  ///< that it goes over: more for a group
  bool higher_is_better = true;
  std::size_t first = 0, second = 0;         ///< indexes into Comparison::arms
  std::int64_t documents = 0;                ///< that were paired
  std::int64_t clusters = 0;                 ///< groups of documents that share a passage; drawn and swapped as one
  double first_value = 0, second_value = 0;  ///< over the paired documents
  double value = 0;                          ///< second_value - first_value
  double low = 0, high = 0;                  ///< 95 % interval of value
  std::string interval;                      ///< how it was found: "t", "bootstrap", "stratified bootstrap"
  std::string test;                          ///< "mcnemar", "randomisation" (all ways), "randomisation 9999" (rounds)
  double p = 1;                              ///< two-sided
  double p_holm = 1;                         ///< p after Holm's correction over all differences of the comparison
  std::optional<double> effect;              ///< size of the difference, whatever the metric's unit
  std::string effect_name;                   ///< "d" (mean / deviation of the differences), "g" (McNemar: share - 1/2)
  std::optional<double> detectable;          ///< the smallest true difference shown in four of five tries with this n
  std::vector<std::int64_t> up, down;        ///< documents whose score is higher, lower in the second arm; of one task
  std::int64_t documents_up = 0, documents_down = 0;  ///< how many, of a group too
  bool beyond_noise = false;                          ///< p_holm below 5 % and an interval without 0

  /// The better arm; absent inside the noise.
  std::optional<std::size_t> winner() const {
    if (!beyond_noise) return std::nullopt;
    return (value > 0) == higher_is_better ? second : first;
  }
};

struct Comparison {
  std::vector<Arm> arms;
  std::vector<Difference> differences;
  std::vector<std::string> notes;     ///< what could not be paired and why, a line each
  std::int64_t bootstrap_rounds = 0;  ///< replicates behind each bootstrap interval
  std::int64_t bootstrap_seed = 0;    ///< of Python's generator
};

}  // namespace coldread
