#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/comparison.h"
#include "api/report.h"

namespace coldread {

/// How much worse than the baseline a metric may be.
struct Gate {
  std::string metric;  ///< of any task and filter; "metric,filter" for one filter
  double loss = 0;     ///< in the metric's unit, 0 or more: down where higher is better, else up
  bool falls = false;  ///< written with a sign: the loss of a metric that should be high
  bool rises = false;  ///< the loss of one that should be low
  std::string text;    ///< as written
};

/// "acc -0.02", "word_perplexity +0.5", "ter 1". Throws Error(usage).
Gate parse_gate(std::string_view text);

struct GateOptions {
  bool whole_interval = false;  ///< fail only where the whole 95 % interval lies beyond the allowed loss
};

/// The differences that break a gate, and what could not be compared though the baseline, the first arm of each pair,
/// has a score of it: a gate that sees nothing does not hold. In the order of the differences. Throws Error(usage) for
/// a metric that no run has, or a sign that is no loss of it.
std::vector<GateFailure> broken_gates(const Report& report, const std::vector<Gate>& gates,
                                      const GateOptions& options = {});

}  // namespace coldread
