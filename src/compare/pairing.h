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

/// Whether two samples are of the same row of data: by their document hashes, or by their fields where one has none.
bool same_document(const Sample& a, const Sample& b);

/// Whether two samples asked the model the same; what they allow it to answer (stop strings, lengths, sampling) may
/// differ.
bool same_prompts(const Sample& a, const Sample& b);

/// From the prompt of a to that of b, shortened for people: of their first requests that differ. Empty where none does.
std::vector<DiffPiece> prompt_diff(const Sample& a, const Sample& b);

/// A document that every run of both arms has; one sample a run.
struct PairedDocument {
  std::int64_t id = 0;
  std::vector<const Sample*> first, second;
  const Sample* other_prompt = nullptr;  ///< the first of them with another prompt than first.front(), if any
};

struct Pairing {
  std::vector<PairedDocument> documents;
  std::vector<std::int64_t> other_prompts;    ///< of these, the ones that were asked with different prompts
  std::vector<std::int64_t> other_targets;    ///< and the ones that have different targets
  std::vector<std::int64_t> other_documents;  ///< other rows of data under the same number: not paired
  std::int64_t only_first = 0, only_second = 0;
};

/// Documents are paired by number and content; how they were asked does not matter.
Pairing pair_documents(const TaskSamples& samples, const Arm& first, const Arm& second);

}  // namespace coldread
