#include "compare/merge.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <set>

#include "base/error.h"
#include "compare/arm_intervals.h"
#include "compare/compare.h"
#include "compare/health.h"
#include "compare/pairing.h"
#include "compare/quality.h"
#include "io/sha256.h"

namespace coldread {
namespace {

bool ids_clash(std::span<const NamedReport> reports) {
  std::set<std::string> ids;
  for (const NamedReport& one : reports) {
    for (const RunColumn& run : one.report.runs) {
      if (!ids.insert(run.id).second) return true;
    }
  }
  return false;
}

/// What a report's runs are called by: its own name, its folder's or that one's whole path; the first by which all
/// differ.
std::vector<std::string> labels_of(std::span<const NamedReport> reports) {
  std::vector<std::string> names, folders, paths;
  for (const NamedReport& one : reports) {
    names.push_back(one.report.name);
    folders.push_back((std::filesystem::path(one.name) / "").parent_path().filename().string());
    paths.push_back(one.name);
  }
  for (const auto* labels : {&names, &folders}) {
    if (std::set<std::string>(labels->begin(), labels->end()).size() == reports.size()) return *labels;
  }
  return paths;
}

/// The entry of a metric in a task's metric_list, null where it has none.
Value definition_of(const TaskFacts& task, const std::string& metric) {
  const Value* list = task.config.find("metric_list");
  if (list == nullptr || !list->is_list()) return {};
  for (const Value& entry : list->as_list()) {
    const Value* name = entry.find("metric");
    if (name != nullptr && *name == Value(metric)) return entry;
  }
  return {};
}

/// What differs between two definitions of a task that are compared, a line each.
std::vector<std::string> definition_warnings(const TaskFacts& known, const TaskFacts& task, const std::string& label) {
  std::vector<std::string> warnings;
  const auto warn = [&](const std::string& own, const std::string& other) {
    warnings.push_back(fmt::format("{}: {} is compared with {} of {}", task.name, own, other, label));
  };
  if (known.version != task.version) warn("version " + known.version, "version " + task.version);
  if (known.num_fewshot != task.num_fewshot) {
    warn(fmt::format("{}-shot", known.num_fewshot), fmt::format("{}-shot", task.num_fewshot));
  }
  if (known.output_type != task.output_type) warn(known.output_type, task.output_type);
  for (const MetricFacts& metric : task.metrics) {
    const auto own = std::ranges::find(known.metrics, metric.name, &MetricFacts::name);
    if (own == known.metrics.end()) continue;
    if (own->higher_is_better != metric.higher_is_better ||
        definition_of(known, metric.name) != definition_of(task, metric.name)) {
      warnings.push_back(fmt::format("{}: {} is defined otherwise in {}; its scores may not be comparable", task.name,
                                     metric.name, label));
    }
  }
  return warnings;
}

void add_task(const TaskFacts& task, const std::string& label, Report& merged) {
  const auto known = std::ranges::find(merged.tasks, task.name, &TaskFacts::name);
  if (known == merged.tasks.end()) {
    merged.tasks.push_back(task);
    return;
  }
  for (std::string& warning : definition_warnings(*known, task, label)) merged.warnings.push_back(std::move(warning));
  known->documents_used = std::max(known->documents_used, task.documents_used);
  for (const MetricFacts& metric : task.metrics) {
    if (std::ranges::find(known->metrics, metric.name, &MetricFacts::name) == known->metrics.end()) {
      known->metrics.push_back(metric);
    }
  }
}

void add_facts(const RunFacts& facts, RunFacts& sum) {
  sum.requests += facts.requests;
  sum.failed_requests += facts.failed_requests;
  sum.truncated_prompts += facts.truncated_prompts;
  sum.own_answers += facts.own_answers;
  sum.prompts_without_system += facts.prompts_without_system;
  sum.changed_prompts += facts.changed_prompts;
  sum.control_tokens_in_data += facts.control_tokens_in_data;
  sum.early_rope_scaling += facts.early_rope_scaling;
  sum.prompt_tokens += facts.prompt_tokens;
  sum.computed_tokens += facts.computed_tokens;
  sum.generated_tokens += facts.generated_tokens;
}

/// Throws where no arms of two reports were paired on a document, with the reason. owners: the report of each arm.
void demand_common_documents(const Report& merged, const std::vector<std::size_t>& owners) {
  bool other_documents = false;
  for (const TaskFacts& task : merged.tasks) {
    const TaskSamples samples = samples_of_task(merged, task.name);
    for (std::size_t a = 0; a < owners.size(); ++a) {
      for (std::size_t b = a + 1; b < owners.size(); ++b) {
        if (owners[a] == owners[b]) continue;
        const Pairing pairing = pair_documents(samples, merged.comparison.arms[a], merged.comparison.arms[b]);
        if (!pairing.documents.empty()) return;
        other_documents = other_documents || !pairing.other_documents.empty();
      }
    }
  }
  std::string message =
      "the runs have no document in common: compare runs of the same tasks with the same documents; two names of one "
      "task are paired by --pair NAME=OTHER";
  if (other_documents) {
    message = "the runs have no document in common: compare runs over the same data";
    for (const std::string& note : merged.comparison.notes) message += "; " + note;
  }
  throw Error(ErrorCode::usage, message);
}

}  // namespace

Report merge_and_compare(std::span<const NamedReport> reports) {
  const bool prefix = ids_clash(reports);
  const std::vector<std::string> labels = labels_of(reports);
  Report merged;
  Dict configs;
  Sha256 digest;
  std::vector<Arm> arms;
  std::vector<std::size_t> owners;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const Report& report = reports[i].report;
    const std::size_t offset = merged.runs.size();
    merged.program_version = report.program_version;
    merged.name += (i == 0 ? "" : " against ") + labels[i];
    Report renamed = report;
    for (RunColumn& run : renamed.runs) {
      if (prefix) run.id = report.runs.size() == 1 ? labels[i] : labels[i] + " / " + run.id;
      merged.runs.push_back(run);
    }
    for (Arm arm : arms_of(renamed)) {
      for (std::size_t& run : arm.runs) run += offset;
      arms.push_back(std::move(arm));
      owners.push_back(i);
    }
    merged.warnings.insert(merged.warnings.end(), report.warnings.begin(), report.warnings.end());
    for (const TaskFacts& task : report.tasks) add_task(task, labels[i], merged);
    for (Score score : report.scores) {
      score.run += offset;
      merged.scores.push_back(std::move(score));
    }
    for (MissingScore score : report.missing_scores) {
      score.run += offset;
      merged.missing_scores.push_back(std::move(score));
    }
    for (const GroupFacts& group : report.groups) {
      const auto same = [&](const GroupFacts& other) { return other.facts.name == group.facts.name; };
      if (std::ranges::none_of(merged.groups, same)) merged.groups.push_back(group);
    }
    for (Score score : report.group_scores) {
      score.run += offset;
      merged.group_scores.push_back(std::move(score));
    }
    for (Sample& sample : renamed.samples) {
      sample.run += offset;
      merged.samples.push_back(std::move(sample));
    }
    add_facts(report.facts, merged.facts);
    configs.set(labels[i], report.config);
    digest.add(report.answers_digest);
  }
  merged.config = std::move(configs);
  merged.answers_digest = digest.hex();
  add_arm_intervals(merged, arms);
  merged.comparison = compare_arms(merged, std::move(arms));
  demand_common_documents(merged, owners);
  merged.quality = text_qualities(merged);
  merged.health = task_healths(merged);
  return merged;
}

}  // namespace coldread
