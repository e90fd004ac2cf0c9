#pragma once

#include <cstdint>
#include <vector>

#include "api/comparison.h"
#include "compare/scorer.h"
#include "stats/resampling.h"

namespace coldread {

inline constexpr double kLevel = 0.95;
inline constexpr std::int64_t kBootstrapRounds = 2000;
inline constexpr std::int64_t kRandomisationRounds = 9999;
inline constexpr std::int64_t kSeed = 0;

/// The documents' parts of one metric under both arms: one list a run, parallel over the documents.
struct PairedItems {
  std::vector<std::vector<ItemScore>> first, second;
  std::vector<std::int64_t> ids;
  Units units;
  std::int64_t other_prompts = 0;  ///< documents that the two arms asked with different prompts

  std::size_t size() const { return ids.size(); }
};

/// A difference with what its detectable size needs once the number of tests is known.
struct OpenDifference {
  Difference difference;
  std::size_t row = 0;  ///< of its task's or group's metrics, in the order of its scores
  double standard_error = 0;
  double degrees = 0;  ///< of Student's t; 0: normal
};

/// second - first, a number a document: of the means over the runs of each arm.
std::vector<double> document_differences(const PairedItems& items);

/// The values of both arms and which documents the second does better or worse, without interval and test.
Difference plain_difference(const Scorer& scorer, const PairedItems& items);

/// The difference over documents drawn anew, kBootstrapRounds times, by PythonRandom(seed).
std::vector<double> difference_replicates(const Scorer& scorer, const PairedItems& items, std::int64_t seed);

/// At least two documents. Fills everything of the difference but its names, its corrected p and what follows from
/// that.
OpenDifference difference_of(const Scorer& scorer, const PairedItems& items);

}  // namespace coldread
