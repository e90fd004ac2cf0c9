#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace coldread {

/// What went amiss when one run answered one task, beside its scores. Each kind lists documents in ascending order; a
/// document may be of several kinds.
struct TaskHealth {
  std::string task = {};
  std::size_t run = 0;                        ///< index into Report::runs
  std::int64_t asked = 0;                     ///< documents
  std::vector<std::int64_t> failed = {};      ///< without a score
  std::vector<std::int64_t> empty = {};       ///< an answer without any text but white space
  std::vector<std::int64_t> cut = {};         ///< an answer that ended at the token limit
  std::vector<std::int64_t> repetitive = {};  ///< an answer that ends in one n-gram again and again
  std::vector<std::int64_t> no_match = {};    ///< a filter found nothing in the answer
  std::vector<std::int64_t> truncated = {};   ///< a prompt that was cut to the model's context
  std::int64_t ended_at_once = 0;             ///< of the empty ones: those of which no token was generated
};

/// One kind of TaskHealth: its name in results.json and in the page's address, and its list.
struct HealthKind {
  const char* name;
  std::vector<std::int64_t> TaskHealth::*documents;
};

inline constexpr HealthKind kHealthKinds[] = {
    {"failed", &TaskHealth::failed},         {"empty", &TaskHealth::empty},       {"cut", &TaskHealth::cut},
    {"repetitive", &TaskHealth::repetitive}, {"no_match", &TaskHealth::no_match}, {"truncated", &TaskHealth::truncated},
};

}  // namespace coldread
