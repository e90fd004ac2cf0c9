#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/comparison.h"
#include "api/estimate.h"
#include "api/health.h"
#include "api/model_facts.h"
#include "api/quality.h"
#include "api/request.h"
#include "api/run_facts.h"
#include "api/sample.h"
#include "api/task_facts.h"
#include "api/value.h"

namespace coldread {

/// How one task's answers were generated.
struct TaskSampling {
  std::string task;
  SamplingSettings sampling;
  std::int64_t max_tokens = 0;
  std::vector<std::string> until;
  std::int64_t repeats = 1;  ///< answers a document
};

/// One column of the comparison: a model under one sampling setting and seed.
struct RunColumn {
  std::string id;  ///< unique and short, shown as the column's head
  ModelFacts model;
  std::string setting;                  ///< name of the sampling setting; empty where there is one only
  SamplingSettings sampling;            ///< of the setting; without one, what all tasks used, if they agree
  std::vector<TaskSampling> used = {};  ///< by each task that generated, in the order of the tasks

  /// Whether tasks drew their answers differently, so that `sampling` is not what was used.
  bool sampling_differs() const {
    for (const TaskSampling& one : used) {
      if (!(one.sampling == used.front().sampling)) return true;
    }
    return false;
  }
};

/// One value of the score table.
struct Score {
  std::size_t run = 0;  ///< index into Report::runs
  std::string task;
  std::string filter;
  std::string metric;
  Estimate estimate;
  std::int64_t failures = 0;  ///< documents left out because a request failed
  std::string signature;      ///< how the value was computed (Metric::signature); empty where there is nothing to say
  std::optional<ScoreInterval> interval = std::nullopt;
};

/// The interval of an arm's mean score, of an arm with several runs.
struct ArmInterval {
  std::size_t first_run = 0;  ///< of the arm: index into Report::runs
  std::string task, filter, metric;
  ScoreInterval interval;
};

/// A value that the score table lacks: every document of the task failed.
struct MissingScore {
  std::size_t run = 0;  ///< index into Report::runs
  std::string task;
  std::string filter;
  std::string metric;
  std::int64_t failures = 0;  ///< documents, all that were asked
};

/// How much of a run there is where it is not finished, over all columns.
struct Unfinished {
  std::int64_t answered = 0;   ///< documents with all of their answers; the others are left out
  std::int64_t documents = 0;  ///< of the whole run
};

/// Everything the writers need. A pure function of the config and the answers: no time, no machine (see Execution).
struct Report {
  std::string name;
  std::string program_version;
  std::string command;  ///< repeats the run
  Value config;         ///< as run
  std::vector<RunColumn> runs;
  std::vector<TaskFacts> tasks;
  std::vector<GroupFacts> groups;
  std::vector<Score> scores;
  std::vector<MissingScore> missing_scores;
  std::vector<ArmInterval> arm_intervals;
  std::vector<Score> group_scores;  ///< Score::task is the group's name
  std::vector<Sample> samples;
  RunFacts facts;
  std::vector<std::string> warnings;
  std::string answers_digest;        ///< sha256 over all answers in key order
  Comparison comparison;             ///< of all runs with each other; empty for a single one
  std::vector<TextQuality> quality;  ///< of what was generated
  std::vector<TaskHealth> health;    ///< one a run and task with samples, in the order of tasks, then runs
  std::optional<Unfinished> unfinished = std::nullopt;
};

}  // namespace coldread
