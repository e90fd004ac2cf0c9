#pragma once

#include <vector>

#include "api/arms.h"
#include "api/comparison.h"
#include "api/report.h"

namespace coldread {

/// Every pair of arms on every metric of every task, document by document. Documents are paired by number and content;
/// how the arms asked them may differ, and the comparison then says so and shows how. Documents without a counterpart
/// are left out, and a note says so.
///
/// 0/1 scores of single runs: McNemar's exact test and Student's interval of the mean difference. Other means:
/// approximate randomisation of the documents' differences (all ways where few), paired bootstrap interval. Corpus
/// metrics: documents are exchanged and resampled, the metric computed anew each time. Documents that share a passage
/// go together. Random draws are Python's, with a stated seed.
///
/// The first metric that was compared on a task or group is its primary one. These alone are tests: Holm's correction
/// covers them, and only they have a winner.
Comparison compare_arms(const Report& report, std::vector<Arm> arms);

/// The interval of every score: Wilson's for shares of 0/1 documents, Student's for means, the bootstrap for corpus
/// metrics and wherever documents share passages.
void add_intervals(Report& report);

}  // namespace coldread
