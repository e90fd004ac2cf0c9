#pragma once

#include <span>

#include "compare/difference.h"

namespace coldread {

/// One task of a group under one metric.
struct GroupPart {
  Scorer scorer;
  PairedItems items;  ///< at least two documents
};

/// The difference of a group's scores: sum_t w_t (second_t - first_t), w_t the task's share of the paired documents, or
/// 1 / tasks. The interval is a stratified paired bootstrap: documents are drawn within each task. p: random signs of
/// the documents' weighted differences where every score is a mean, else from the bootstrap.
OpenDifference group_difference_of(std::span<const GroupPart> parts, bool weigh_by_size);

}  // namespace coldread
