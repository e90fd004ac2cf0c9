#include "report/lmeval_text.h"

#include <algorithm>

#include "io/sha256.h"
#include "template/template.h"

namespace coldread {
Value leaves_as_text(const Value& value) {
  if (!value.is_list()) return python_str(value);
  List out;
  for (const Value& item : value.as_list()) out.push_back(leaves_as_text(item));
  return out;
}

std::vector<const Sample*> samples_of(const Report& report, std::size_t run, const std::string& task) {
  std::vector<const Sample*> found;
  for (const Sample& sample : report.samples) {
    if (sample.run == run && sample.task == task) found.push_back(&sample);
  }
  std::ranges::stable_sort(found, {}, &Sample::document);
  return found;
}

std::vector<std::string> filters_of(const Report& report, const std::string& task) {
  std::vector<std::string> filters;
  const auto add = [&](const auto& scores) {
    for (const auto& score : scores) {
      if (score.task == task && std::ranges::find(filters, score.filter) == filters.end())
        filters.push_back(score.filter);
    }
  };
  add(report.scores);
  add(report.missing_scores);
  if (filters.empty()) filters.emplace_back("none");
  return filters;
}

const FilteredOutcome* outcome_of(const Sample& sample, const std::string& filter) {
  const auto found = std::ranges::find(sample.outcomes, filter, &FilteredOutcome::filter);
  return found == sample.outcomes.end() ? nullptr : &*found;
}

std::string task_hash(const Report& report, std::size_t run, const std::string& task) {
  std::string hashes;
  for (const Sample* sample : samples_of(report, run, task)) {
    hashes += sample->document_hash + sample->prompt_hash + sample->target_hash;
  }
  Sha256 sha;
  for (std::size_t filter = 0; filter < filters_of(report, task).size(); ++filter) sha.add(hashes);
  return sha.hex();
}

}  // namespace coldread
