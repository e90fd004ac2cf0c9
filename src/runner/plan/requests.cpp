#include "runner/plan/requests.h"

#include <utility>

#include "runner/journal/answers.h"

namespace coldread {
namespace {

bool generates(const std::vector<Request>& requests) {
  for (const Request& request : requests) {
    if (std::holds_alternative<Generate>(request.body)) return true;
  }
  return false;
}

void set_sampling(std::vector<Request>& requests, const PlannedColumn& column) {
  for (Request& request : requests) {
    auto* generate = std::get_if<Generate>(&request.body);
    if (generate == nullptr) continue;
    const std::uint64_t seed = column.run.sampling.seed;
    if (column.overrides_sampling) generate->sampling = column.run.sampling;
    generate->sampling.seed = seed;
    if (column.max_tokens) generate->max_tokens = *column.max_tokens;
    if (column.until) generate->until = *column.until;
  }
}

}  // namespace

std::vector<PlannedDocument> documents_of(const Plan& plan, std::size_t model) {
  std::vector<PlannedDocument> planned;
  for (std::size_t t = 0; t < plan.tasks.size(); ++t) {
    const Task& task = *plan.tasks[t];
    for (std::size_t d = 0; d < task.documents().size(); ++d) {
      if (!plan.config.shard.holds(task.facts().name, task.documents()[d].id)) continue;
      const std::vector<Request> requests = task.requests(task.documents()[d], plan.models[model].chat);
      const bool every_column = generates(requests);
      PromptNotes notes = task.notes(task.documents()[d], plan.models[model].chat, plan.models[model].control_tokens);
      for (std::size_t c = 0; c < plan.columns.size(); ++c) {
        const PlannedColumn& column = plan.columns[c];
        if (column.model != model || (!every_column && !column.first_of_model)) continue;
        PlannedDocument document{.column = c, .task = t, .document = d, .requests = requests, .keys = {}, .notes = {}};
        document.notes = std::exchange(notes, {});
        set_sampling(document.requests, column);
        const ModelFacts& facts = plan.models[model].facts;
        for (const Request& request : document.requests) {
          document.keys.push_back(
              answer_key(facts.digest + plan.models[model].settings_digest, facts.compute, request));
        }
        planned.push_back(std::move(document));
      }
    }
  }
  return planned;
}

std::vector<std::vector<PlannedDocument>> documents_of(const Plan& plan) {
  std::vector<std::vector<PlannedDocument>> documents;
  for (std::size_t m = 0; m < plan.models.size(); ++m) documents.push_back(documents_of(plan, m));
  return documents;
}

std::vector<std::string> keys_of(const std::vector<std::vector<PlannedDocument>>& documents) {
  std::vector<std::string> keys;
  for (const auto& of_model : documents) {
    for (const PlannedDocument& document : of_model)
      keys.insert(keys.end(), document.keys.begin(), document.keys.end());
  }
  return keys;
}

}  // namespace coldread
