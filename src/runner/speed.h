#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/backend.h"
#include "model/config.h"
#include "model/footprint.h"
#include "runner/run_observer.h"

namespace coldread {

struct SpeedOptions {
  std::vector<std::string> compute;  ///< of compute_types()
  int threads = 0;                   ///< 0: all the process may use
  std::size_t memory_bytes = 0;      ///< budget of the key/value cache; 0: the engine's choice
};

/// The most that the machine does, all threads together. Operations and bytes a second.
struct MachinePeaks {
  double fp32 = 0;
  double int8 = 0;
  double bf16 = 0;
  double bandwidth = 0;  ///< reading the weights' bytes
};

/// A workload: `batch` sequences of random tokens.
struct SpeedWork {
  enum class Kind { score_all, score_last, generate } kind = Kind::score_all;
  std::int64_t batch = 1;
  std::int64_t prompt = 0;  ///< tokens that each sequence has; all or the last one's successor is scored
  std::int64_t fresh = 0;   ///< tokens that each generates
};

struct SpeedRow {
  std::string compute;
  SpeedWork work;
  double seconds = 0;            ///< median
  double tokens_per_second = 0;  ///< prompt tokens for scoring, generated ones for generation
  double share_of_peak = 0;      ///< median of least seconds / seconds, see least_seconds()
  bool memory_bound = false;     ///< what the least time is spent on
  /// Median of processor time / (threads * seconds): well below 1 where other programs took the processor.
  double processor_share = 0;
};

struct Speed {
  std::string cpu;
  std::string isa;
  int threads = 0;
  MachinePeaks peaks;  ///< medians over the whole measurement; bandwidth: of the first compute type's weights
  std::vector<SpeedRow> rows;
};

/// The least time that a workload can take on a machine with these peaks, and how much of it is spent on reading.
struct LeastTime {
  double seconds = 0;
  double memory_bound_seconds = 0;
};

/// Every step (the prompts together, then each round of new tokens) takes at least as long as its arithmetic at the
/// peak or its reading at the bandwidth, whichever is longer. Arithmetic: work_of(), matrices at the compute type's
/// peak, attention and the dequantisation of all weights once a step at that of float32. Reading: all packed weights
/// once a step, keys and values of the sequences.
LeastTime least_time(const ModelConfig& config, const std::string& compute, const Footprint& weights,
                     const SpeedWork& work, const MachinePeaks& peaks);

/// Scoring of 8 x 512 tokens at every position and at the last, generation of 64 tokens after 64 by 32 sequences and by
/// one; shorter where the model's context is. For each compute type, in several rounds; the peaks are measured between
/// the rows, so that a noisy machine slows both. model: in files of this machine.
Speed measure_speed(const FoundModel& model, const SpeedOptions& options, RunObserver& observer);

}  // namespace coldread
