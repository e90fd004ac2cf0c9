#include <algorithm>

#include "io/json.h"
#include "metric/metric.h"
#include "report/csv.h"
#include "report/lmeval_text.h"
#include "report/sample_view.h"
#include "report/writers.h"

namespace coldread {
namespace {

/// "acc", or where a document's value is not the metric itself "perplexity (ln p)".
std::string column_of(const std::string& metric, const std::string& output_type) {
  const std::string_view value = document_value_name(metric, output_type);
  return value == metric ? metric : metric + " (" + std::string(value) + ")";
}

const std::string& output_type_of(const Report& report, const std::string& task) {
  static const std::string none;
  const auto found = std::ranges::find(report.tasks, task, &TaskFacts::name);
  return found == report.tasks.end() ? none : found->output_type;
}

/// Every metric that any sample has, in order of first appearance: one column each.
std::vector<std::string> metric_columns(const Report& report) {
  std::vector<std::string> columns;
  for (const Sample& sample : report.samples) {
    const std::string& type = output_type_of(report, sample.task);
    for (const FilteredOutcome& outcome : sample.outcomes) {
      for (const auto& [name, value] : outcome.metrics) {
        std::string column = column_of(name, type);
        if (std::ranges::find(columns, column) == columns.end()) columns.push_back(std::move(column));
      }
    }
  }
  return columns;
}

/// The generated texts joined by line breaks, or the likeliest choice.
std::string output_text(const SampleView& view) {
  std::string text;
  for (const AnswerView& answer : view.answers) text += (&answer == view.answers.data() ? "" : "\n") + answer.text;
  for (const ChoiceView& choice : view.choices) {
    if (choice.is_likeliest) text = choice.lead + choice.text;
  }
  return view.choices.size() == 1 ? view.choices.front().lead + view.choices.front().text : text;
}

/// generated: the outcome is of texts; a log-likelihood has none.
std::string filtered_text(const FilteredOutcome* outcome, bool generated) {
  if (outcome == nullptr || outcome->responses.empty() || !generated) return {};
  const Value& first = outcome->responses.front();
  const bool repeats = first.is_list() && !first.as_list().empty() && first.as_list().front().is_string();
  if (repeats) return to_json(outcome->responses.size() == 1 ? first : Value(outcome->responses));
  if (!first.is_string()) return {};
  return outcome->responses.size() == 1 ? first.as_string() : to_json(outcome->responses);
}

/// A single text as it is, several as a JSON list.
std::string one_or_list(const std::vector<std::string>& texts) {
  if (texts.empty()) return {};
  return texts.size() == 1 ? texts.front() : to_json(List(texts.begin(), texts.end()));
}

std::string choice_logprobs(const SampleView& view) {
  List list;
  for (const ChoiceView& choice : view.choices) {
    if (choice.logprob) {
      list.emplace_back(*choice.logprob);
    } else {
      list.emplace_back(nullptr);
    }
  }
  return list.empty() ? "" : to_json(list);
}

void status_cells(const SampleView& view, CsvWriter& csv) {
  const bool answered = !view.answers.empty();
  csv.text(!view.failures.empty() ? "failed" : view.truncated_tokens > 0 ? "truncated" : "ok");
  csv.text(view.failures.empty() ? "" : view.failures.front());
  csv.text(answered ? view.answers.front().stop : "");
  csv.number(view.context_tokens).number(view.truncated_tokens);
  answered ? csv.number(view.answers.front().tokens) : csv.empty();
}

void metric_cell(const FilteredOutcome* outcome, const std::string& output_type, const std::string& column,
                 CsvWriter& csv) {
  if (outcome != nullptr) {
    for (const auto& [name, value] : outcome->metrics) {
      if (column_of(name, output_type) != column) continue;
      const auto number = metric_number(value);
      number ? csv.number(*number) : csv.text(to_json(value));
      return;
    }
  }
  csv.empty();
}

}  // namespace

std::string samples_csv(const Report& report) {
  const std::vector<std::string> metrics = metric_columns(report);
  CsvWriter csv;
  for (const char* name :
       {"run", "task", "doc_id", "filter", "prompt", "reference", "output", "filtered_output", "logprob",
        "choice_logprobs", "status", "failure", "stop", "context_tokens", "truncated_tokens", "output_tokens"}) {
    csv.text(name);
  }
  for (const std::string& metric : metrics) csv.text(metric);
  csv.end_row();
  for (std::size_t run = 0; run < report.runs.size(); ++run) {
    for (const TaskFacts& task : report.tasks) {
      const std::vector<std::string> filters = filters_of(report, task.name);
      for (const Sample* sample : samples_of(report, run, task.name)) {
        const SampleView view = view_of(*sample);
        for (const std::string& filter : filters) {
          const FilteredOutcome* outcome = outcome_of(*sample, filter);
          csv.text(report.runs[run].id).text(task.name).number(sample->document).text(filter);
          csv.text(view.prompt).text(one_or_list(view.references)).text(output_text(view));
          csv.text(filtered_text(outcome, !view.answers.empty()));
          if (view.text_logprob) {
            csv.number(view.text_logprob);
          } else {
            csv.number(view.choices.size() == 1 ? view.choices.front().logprob : std::nullopt);
          }
          csv.text(choice_logprobs(view));
          status_cells(view, csv);
          for (const std::string& metric : metrics) metric_cell(outcome, task.output_type, metric, csv);
          csv.end_row();
        }
      }
    }
  }
  return csv.take();
}

}  // namespace coldread
