#include "runner/scoring.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "base/error.h"
#include "compare/arm_intervals.h"
#include "compare/compare.h"
#include "compare/health.h"
#include "compare/quality.h"
#include "runner/group_scores.h"
#include "runner/plan/prompt_findings.h"
#include "runner/plan/unanswered.h"
#include "runner/used_sampling.h"

namespace coldread {
namespace {

/// (column, task, filter): the documents' scores, metric by metric.
using SeriesKey = std::tuple<std::size_t, std::size_t, std::string>;
struct Series {
  std::vector<std::vector<ItemScore>> metrics;
  std::int64_t failures = 0;
};

void count(const Response& response, RunFacts& facts) {
  ++facts.requests;
  if (std::holds_alternative<RequestFailure>(response)) {
    ++facts.failed_requests;
  } else if (const auto* scores = std::get_if<TokenScores>(&response)) {
    facts.prompt_tokens += scores->context_tokens + static_cast<std::int64_t>(scores->ids.size());
    facts.truncated_prompts += scores->truncated_tokens > 0 ? 1 : 0;
  } else if (const auto* generated = std::get_if<GeneratedText>(&response)) {
    facts.prompt_tokens += generated->context_tokens;
    facts.generated_tokens += static_cast<std::int64_t>(generated->ids.size());
    facts.truncated_prompts += generated->truncated_tokens > 0 ? 1 : 0;
    facts.early_rope_scaling += generated->early_rope_scaling ? 1 : 0;
  }
}

std::vector<Response> responses_of(const PlannedDocument& planned, const Answers& answers) {
  std::vector<Response> responses;
  for (const std::string& key : planned.keys) {
    const auto found = answers.find(key);
    COLDREAD_CHECK(found != answers.end());
    responses.push_back(found->second);
  }
  return responses;
}

Sample make_sample(const Task& task, const PlannedModel& model, const PlannedDocument& planned,
                   const std::vector<Response>& responses, const std::vector<ScoredFilter>& scored) {
  const Document& document = task.documents()[planned.document];
  Sample sample;
  sample.run = planned.column;
  sample.task = task.facts().name;
  sample.document = document.id;
  sample.fields = document.fields;
  sample.target = task.target(document);
  for (std::size_t i = 0; i < responses.size(); ++i) {
    SampleRequest request{.request = planned.requests[i], .response = responses[i]};
    if (const auto* text = std::get_if<GeneratedText>(&responses[i])) request.token_bytes = text->token_bytes;
    sample.requests.push_back(std::move(request));
  }
  for (const ScoredFilter& filtered : scored) {
    if (!filtered.failure.empty()) {
      sample.failure = filtered.failure;
      continue;
    }
    FilteredOutcome outcome{
        .filter = filtered.filter, .responses = filtered.responses, .metrics = {}, .no_match = filtered.no_match};
    for (std::size_t m = 0; m < filtered.scores.size(); ++m) {
      const TaskMetric& metric = task.metrics()[m];
      outcome.metrics.emplace_back(metric.name, filtered.scores[m].value);
      const bool is_mean = metric.metric->standard_error() == StandardError::mean;
      outcome.stats.push_back(is_mean ? std::vector<double>() : filtered.scores[m].stats);
    }
    sample.outcomes.push_back(std::move(outcome));
  }
  const TaskHashes hashes = task.hashes(document, model.chat);
  sample.document_hash = hashes.document;
  sample.prompt_hash = hashes.prompt;
  sample.target_hash = hashes.target;
  return sample;
}

void add_to_series(Series& series, const Task& task, const ScoredFilter& filtered) {
  series.metrics.resize(task.metrics().size());
  if (filtered.scores.empty()) {
    ++series.failures;
    return;
  }
  for (std::size_t m = 0; m < filtered.scores.size(); ++m) series.metrics[m].push_back(filtered.scores[m]);
}

void add_scores(const Plan& plan, const std::map<SeriesKey, Series>& all, Report& report) {
  for (std::size_t c = 0; c < plan.columns.size(); ++c) {
    for (std::size_t t = 0; t < plan.tasks.size(); ++t) {
      const Task& task = *plan.tasks[t];
      for (const std::string& filter : task.filters()) {
        const auto found = all.find({c, t, filter});
        if (found == all.end()) continue;
        const Series& series = found->second;
        for (std::size_t m = 0; m < task.metrics().size(); ++m) {
          const TaskMetric& metric = task.metrics()[m];
          if (series.metrics[m].empty() && metric.of_repeats) continue;
          if (series.metrics[m].empty()) {
            report.missing_scores.push_back({.run = c,
                                             .task = task.facts().name,
                                             .filter = filter,
                                             .metric = metric.name,
                                             .failures = series.failures});
            continue;
          }
          report.scores.push_back({.run = c,
                                   .task = task.facts().name,
                                   .filter = filter,
                                   .metric = metric.name,
                                   .estimate = estimate(*metric.metric, series.metrics[m], metric.aggregation),
                                   .failures = series.failures,
                                   .signature = metric.metric->signature(series.metrics[m])});
        }
      }
    }
  }
}

void warn_of_ignored(const PlannedModel& model, Report& report) {
  for (const std::string& key : model.facts.ignored_settings) {
    report.warnings.push_back(model.config.name + ": '" + key +
                              "' of its settings was passed over as asked; the numbers may not be those of its makers");
  }
}

void add_findings(const PromptFindings& findings, Report& report) {
  report.facts.prompts_without_system = findings.without_system;
  report.facts.changed_prompts = findings.changed;
  report.facts.control_tokens_in_data = findings.control_tokens;
  report.warnings.insert(report.warnings.end(), findings.warnings.begin(), findings.warnings.end());
}

/// used: of each task's documents, where those are fewer than the task has.
Report report_of(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents, const Answers& answers,
                 const std::optional<std::vector<std::int64_t>>& used) {
  Report report;
  report.name = plan.config.name;
  report.program_version = COLDREAD_VERSION;
  report.command = plan.config.command;
  report.config = to_value(plan.config);
  for (const PlannedColumn& column : plan.columns) report.runs.push_back(column.run);
  add_used_sampling(plan, documents, report.runs);
  for (std::size_t t = 0; t < plan.tasks.size(); ++t) {
    report.tasks.push_back(plan.tasks[t]->facts());
    if (used) report.tasks.back().documents_used = (*used)[t];
    report.facts.own_answers += plan.tasks[t]->facts().own_answers;
  }
  report.warnings = plan.warnings;
  for (const PlannedModel& model : plan.models) warn_of_ignored(model, report);
  std::map<SeriesKey, Series> series;
  for (std::size_t m = 0; m < documents.size(); ++m) {
    for (const PlannedDocument& planned : documents[m]) {
      const Task& task = *plan.tasks[planned.task];
      const std::vector<Response> responses = responses_of(planned, answers);
      for (const Response& response : responses) count(response, report.facts);
      const auto scored = task.score(task.documents()[planned.document], responses);
      for (const ScoredFilter& filtered : scored) {
        add_to_series(series[{planned.column, planned.task, filtered.filter}], task, filtered);
      }
      report.samples.push_back(make_sample(task, plan.models[m], planned, responses, scored));
    }
  }
  report.answers_digest = answers_digest(keys_of(documents), answers);
  add_scores(plan, series, report);
  add_groups(plan, report);
  add_findings(prompt_findings(plan, documents), report);
  add_intervals(report);
  report.quality = text_qualities(report);
  report.health = task_healths(report);
  std::vector<Arm> arms = arms_of(report);
  add_arm_intervals(report, arms);
  if (arms.size() > 1) {
    report.comparison = compare_arms(report, std::move(arms));
  }
  return report;
}

}  // namespace

Report make_report(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents,
                   const Answers& answers) {
  return report_of(plan, documents, answers, std::nullopt);
}

Report report_so_far(const Plan& plan, std::vector<std::vector<PlannedDocument>> documents, const Answers& answers) {
  Unfinished unfinished;
  std::map<std::size_t, std::set<std::size_t>> answered;  // by task: documents that some column has
  for (auto& of_model : documents) {
    unfinished.documents += std::ssize(of_model);
    std::erase_if(of_model, [&](const PlannedDocument& document) { return lacks_an_answer(document, answers); });
    unfinished.answered += std::ssize(of_model);
    for (const PlannedDocument& document : of_model) answered[document.task].insert(document.document);
  }
  if (unfinished.answered == unfinished.documents) return make_report(plan, documents, answers);
  std::vector<std::int64_t> used;
  for (std::size_t t = 0; t < plan.tasks.size(); ++t) used.push_back(std::ssize(answered[t]));
  Report report = report_of(plan, documents, answers, used);
  report.unfinished = unfinished;
  return report;
}

}  // namespace coldread
