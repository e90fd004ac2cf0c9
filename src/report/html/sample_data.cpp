#include <cmath>

#include "io/json.h"
#include "report/html/sections.h"
#include "report/visible_text.h"

// The samples as the page's script reads them. Lists instead of dicts and one-letter keys keep 10,000 samples small:
//   {runs: [id], tasks: [task]}
//   task      {name, title, metrics: [[metric, filter]], verdict: index into metrics or -1, starts: [text], docs:
//   [doc]} doc       [id, index into starts or -1, prompt after the start, [reference], [choice], [run entry or 0]]
//   choice    [lead, text, 1 if it is the reference]
//   run entry {s: scores by metric or null, a: [[text, stop, tokens]], f: [[filter, text]], l: [ln p a choice],
//              k: [tokens a choice], b: likeliest choice, g: 1 if greedy, p: ln p of a text, n: its tokens,
//              c: prompt tokens, t: tokens cut, x: [failure], q: prompt where it is another one}
// Absent keys are empty or zero.

namespace coldread {
namespace {

Value shown(std::string_view text) {
  return visible_text(text, {.keep_line_breaks = true, .keep_direction_marks = true});
}

/// Four decimals are what the page shows at most.
Value rounded(double value) {
  if (!std::isfinite(value)) return nullptr;
  const double scaled = std::round(value * 1e4) / 1e4;
  if (scaled == std::floor(scaled) && std::abs(scaled) < 1e9) return static_cast<std::int64_t>(scaled);
  return scaled;
}

void set_unless_empty(Dict& dict, const char* key, List list) {
  if (!list.empty()) dict.set(key, std::move(list));
}

void set_unless_zero(Dict& dict, const char* key, std::int64_t number) {
  if (number != 0) dict.set(key, number);
}

List scores_of(const TaskPage& page, const Sample* sample) {
  List scores;
  for (const ScoreRow& row : page.block->rows) {
    const auto number = row_number(sample, row);
    if (number) {
      scores.push_back(rounded(*number));
    } else {
      scores.emplace_back(nullptr);
    }
  }
  return scores;
}

List filtered_of(const Sample& sample) {
  List filtered;
  for (const FilteredOutcome& outcome : sample.outcomes) {
    if (outcome.filter == "none" || outcome.filter.empty()) continue;
    for (const Value& response : outcome.responses) {
      if (response.is_string()) filtered.emplace_back(List{shown(outcome.filter), shown(response.as_string())});
    }
  }
  return filtered;
}

void set_choices(Dict& entry, const SampleView& view) {
  List logprobs, tokens;
  for (std::size_t i = 0; i < view.choices.size(); ++i) {
    const ChoiceView& choice = view.choices[i];
    if (choice.logprob) {
      logprobs.push_back(rounded(*choice.logprob));
    } else {
      logprobs.emplace_back(nullptr);
    }
    tokens.emplace_back(choice.tokens);
    if (choice.is_likeliest) set_unless_zero(entry, "b", static_cast<std::int64_t>(i));
  }
  if (view.choices.size() == 1) set_unless_zero(entry, "g", view.choices.front().is_greedy ? 1 : 0);
  set_unless_empty(entry, "l", std::move(logprobs));
  set_unless_empty(entry, "k", std::move(tokens));
}

Dict run_entry(const TaskPage& page, const DocumentCard& card, std::size_t run) {
  const Sample& sample = *card.samples[run];
  const SampleView& view = card.views[run];
  Dict entry;
  entry.set("s", scores_of(page, &sample));
  List answers;
  for (const AnswerView& answer : view.answers) {
    answers.emplace_back(List{shown(answer.text), answer.stop, answer.tokens});
  }
  set_unless_empty(entry, "a", std::move(answers));
  set_unless_empty(entry, "f", filtered_of(sample));
  set_choices(entry, view);
  if (view.text_logprob) entry.set("p", rounded(*view.text_logprob));
  set_unless_zero(entry, "n", view.text_tokens);
  set_unless_zero(entry, "c", view.context_tokens);
  set_unless_zero(entry, "t", view.truncated_tokens);
  List failures;
  for (const std::string& failure : view.failures) failures.push_back(shown(failure));
  set_unless_empty(entry, "x", std::move(failures));
  if (view.prompt != card.view().prompt) entry.set("q", shown(view.prompt));
  return entry;
}

List document(const TaskPage& page, const DocumentCard& card) {
  List references, choices, runs;
  for (const std::string& reference : shown_references(card)) references.push_back(shown(reference));
  for (const ChoiceView& choice : card.view().choices) {
    choices.emplace_back(List{shown(choice.lead), shown(choice.text), choice.is_gold ? 1 : 0});
  }
  for (std::size_t run = 0; run < card.samples.size(); ++run) {
    if (card.samples[run] == nullptr) {
      runs.emplace_back(0);
    } else {
      runs.emplace_back(run_entry(page, card, run));
    }
  }
  return {card.id,        card.shared_start, shown(own_part(page, card)), std::move(references), std::move(choices),
          std::move(runs)};
}

Dict task_entry(const TaskPage& page) {
  const TaskFacts& task = *page.block->facts;
  List metrics, starts, documents;
  for (const ScoreRow& row : page.block->rows) {
    metrics.emplace_back(List{shown(row.metric), names_filter(row) ? shown(row.filter) : ""});
  }
  for (const std::string& start : page.starts) starts.push_back(shown(start));
  for (const DocumentCard& card : page.cards) documents.emplace_back(document(page, card));
  Dict dict;
  dict.set("name", task.name);
  dict.set("title", shown(title_of(task)));
  dict.set("metrics", std::move(metrics));
  dict.set("verdict", page.verdict ? static_cast<std::int64_t>(*page.verdict) : -1);
  dict.set("starts", std::move(starts));
  dict.set("docs", std::move(documents));
  return dict;
}

}  // namespace

std::string sample_data(const Report& report, const std::vector<TaskPage>& pages) {
  List runs, tasks;
  for (const RunColumn& run : report.runs) runs.push_back(shown(run.id));
  for (const TaskPage& page : pages) tasks.emplace_back(task_entry(page));
  Dict data;
  data.set("runs", std::move(runs));
  data.set("tasks", std::move(tasks));
  const std::string json = to_json(data, {.compact = true});
  // In JSON a "<" stands inside strings only; written as an escape it cannot end the element that holds it.
  std::string out;
  out.reserve(json.size());
  for (const char c : json) c == '<' ? out += "\\u003c" : out += c;
  return out;
}

}  // namespace coldread
