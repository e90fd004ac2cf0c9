#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "api/comparison.h"
#include "api/report.h"

namespace coldread {

/// The samples of one task: one map a run, by document.
using TaskSamples = std::vector<std::map<std::int64_t, const Sample*>>;

TaskSamples samples_of_task(const Report& report, const std::string& task);

/// Whether two samples asked the model the same; what they allow it to answer (stop strings, lengths, sampling) may
/// differ.
bool same_prompts(const Sample& a, const Sample& b);

/// A document that every run of both arms has; one sample a run.
struct PairedDocument {
  std::int64_t id = 0;
  std::vector<const Sample*> first, second;
};

struct Pairing {
  std::vector<PairedDocument> documents;
  std::vector<std::int64_t> other_prompts;  ///< documents of both that were asked differently: not paired
  std::int64_t only_first = 0, only_second = 0;
  bool other_templates = false;  ///< the prompts went through different chat templates
};

/// Documents are paired where both arms were asked the same; where each model has its own chat template, by content.
Pairing pair_documents(const Report& report, const TaskSamples& samples, const Arm& first, const Arm& second);

}  // namespace coldread
