#include <algorithm>
#include <cmath>

#include "base/unicode.h"
#include "io/json.h"
#include "report/breakdown.h"
#include "report/html/arm_colours.h"
#include "report/html/sections.h"
#include "report/visible_text.h"
#include "sampling/options.h"

// The samples as the page's script reads them. Lists instead of dicts and one-letter keys keep 10,000 samples small:
//   {runs: [id], colours: [class a run], paths: [model a run], models: [name] and of: [index into models a run] where
//   there are several, tasks: [task], shading: 1
//   where there are token probabilities, file: this page and parts: [[page, task, first document, last]] where samples
//   take several} task      {name, title, metrics: [[metric, filter, what a document's value is]], verdict: index into
//   metrics or -1, starts: [text], columns: [[name, [value], [index into the values a doc, or -1]]], how: what each
//   run's answers were generated with, docs: [doc]} doc       [id, index into starts or -1, prompt after the start,
//   [reference], [choice], [run entry or 0]] choice    [lead, text, 1 if it is the reference] run entry {s: scores by
//   metric or null, a: [[text, stop, tokens]], f: [[filter, text]], l: [ln p a choice],
//              k: [tokens a choice], b: likeliest choice, g: 1 if greedy, p: ln p of a text, n: its tokens,
//              w: [UTF-16 units a token, ln p a token] of the first answer, d: [token, own text, first run's text]
//              where it leaves the first run's answer, c: prompt tokens, t: tokens cut, x: [failure], q: prompt, r:
//              [reference] and o: [text, ln p, 1 if it is the reference] a choice, where they are others than the
//              document's, h: [kind of trouble, as health in results.json names it]}
// Absent keys are empty or zero.

namespace coldread {
namespace {

/// Probabilities of single tokens are left out of a page with more than this many: they would be most of it.
constexpr std::int64_t kShadedTokens = 100'000;

bool shades(const Report& report) {
  return report.facts.generated_tokens > 0 && report.facts.generated_tokens <= kShadedTokens;
}

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

List own_choices(const SampleView& view) {
  List choices;
  for (const ChoiceView& choice : view.choices) {
    Value logprob;
    if (choice.logprob) logprob = rounded(*choice.logprob);
    choices.emplace_back(List{shown(choice.text), std::move(logprob), choice.is_gold ? 1 : 0});
  }
  return choices;
}

/// Units of a text as JavaScript counts them.
std::int64_t utf16_length(std::string_view text) {
  std::int64_t length = 0;
  for (const char32_t c : to_utf32(text)) length += c > 0xFFFF ? 2 : 1;
  return length;
}

void set_tokens(Dict& entry, const AnswerView& answer) {
  List lengths, logprobs;
  for (std::size_t i = 0; i < answer.pieces.size() && i < answer.source->logprobs.size(); ++i) {
    lengths.emplace_back(utf16_length(shown(answer.pieces[i]).as_string()));
    const double logprob = static_cast<double>(answer.source->logprobs[i]);
    logprobs.push_back(std::isfinite(logprob) ? Value(std::round(logprob * 100) / 100) : Value());
  }
  if (!lengths.empty()) entry.set("w", List{std::move(lengths), std::move(logprobs)});
}

void set_divergence(Dict& entry, const Report& report, const DocumentCard& card, std::size_t run) {
  if (const auto at = divergence_of(report, card, run)) {
    entry.set("d", List{static_cast<std::int64_t>(at->token), shown(at->own), shown(at->base)});
  }
}

List troubles_of(const Report& report, const Sample& sample) {
  List kinds;
  const auto found = std::ranges::find_if(
      report.health, [&](const TaskHealth& one) { return one.run == sample.run && one.task == sample.task; });
  if (found == report.health.end()) return kinds;
  for (const HealthKind& kind : kHealthKinds) {
    if (std::ranges::binary_search((*found).*kind.documents, sample.document)) kinds.emplace_back(kind.name);
  }
  return kinds;
}

Dict run_entry(const Report& report, const TaskPage& page, const DocumentCard& card, std::size_t run) {
  const Sample& sample = *card.samples[run];
  const SampleView& view = card.views[run];
  Dict entry;
  entry.set("s", scores_of(page, &sample));
  List answers;
  for (const AnswerView& answer : view.answers) {
    answers.emplace_back(List{shown(answer.text), answer.stop, answer.tokens});
  }
  set_unless_empty(entry, "a", std::move(answers));
  if (shades(report) && !view.answers.empty()) set_tokens(entry, view.answers.front());
  set_divergence(entry, report, card, run);
  set_unless_empty(entry, "f", filtered_of(sample));
  if (has_shown_choices(card, run)) {
    set_choices(entry, view);
  } else {
    set_unless_empty(entry, "o", own_choices(view));
  }
  if (view.text_logprob) entry.set("p", rounded(*view.text_logprob));
  set_unless_zero(entry, "n", view.text_tokens);
  set_unless_zero(entry, "c", view.context_tokens);
  set_unless_zero(entry, "t", view.truncated_tokens);
  List failures;
  for (const std::string& failure : view.failures) failures.push_back(shown(failure));
  set_unless_empty(entry, "x", std::move(failures));
  if (view.prompt != card.view().prompt) entry.set("q", shown(view.prompt));
  List references;
  for (const std::string& reference : own_references(card, run)) references.push_back(shown(reference));
  set_unless_empty(entry, "r", std::move(references));
  set_unless_empty(entry, "h", troubles_of(report, sample));
  return entry;
}

List document(const Report& report, const TaskPage& page, const DocumentCard& card) {
  List references, choices, runs;
  for (const std::string& reference : shown_references(card)) references.push_back(shown(reference));
  for (const ChoiceView& choice : card.view().choices) {
    choices.emplace_back(List{shown(choice.lead), shown(choice.text), choice.is_gold ? 1 : 0});
  }
  for (std::size_t run = 0; run < card.samples.size(); ++run) {
    if (card.samples[run] == nullptr) {
      runs.emplace_back(0);
    } else {
      runs.emplace_back(run_entry(report, page, card, run));
    }
  }
  return {card.id,        card.shared_start, shown(own_part(page, card)), std::move(references), std::move(choices),
          std::move(runs)};
}

/// Which value each document has in the columns that the breakdown knows.
List columns_of(const TaskPage& page, const std::vector<Breakdown>& breakdowns) {
  List columns;
  for (const Breakdown& one : breakdowns) {
    if (one.row->block->facts->name != page.block->facts->name) continue;
    List values, of;
    for (const Part& part : one.parts) values.push_back(shown(part.value));
    for (const DocumentCard& card : page.cards) {
      const auto part = std::ranges::find_if(
          one.parts, [&](const Part& any) { return std::ranges::binary_search(any.documents, card.id); });
      of.emplace_back(part == one.parts.end() ? -1 : static_cast<std::int64_t>(part - one.parts.begin()));
    }
    columns.emplace_back(List{shown(one.column), std::move(values), std::move(of)});
  }
  return columns;
}

/// What each run's answers were generated with, as a line of `coldread generate` takes it.
List generation_of(const Report& report, const std::string& task) {
  List runs;
  for (const RunColumn& run : report.runs) {
    const auto used = std::ranges::find(run.used, task, &TaskSampling::task);
    Dict options;
    if (used != run.used.end()) {
      options = changed_options(used->sampling, SamplingSettings{});
      options.set("max_tokens", used->max_tokens);
      if (!used->until.empty()) options.set("until", List(used->until.begin(), used->until.end()));
    }
    runs.emplace_back(std::move(options));
  }
  return runs;
}

Dict task_entry(const Report& report, const TaskPage& page, const std::vector<Breakdown>& breakdowns) {
  const TaskFacts& task = *page.block->facts;
  List metrics, starts, documents;
  for (const ScoreRow& row : page.block->rows) {
    metrics.emplace_back(List{shown(row.metric), row.names_filter ? shown(row.filter) : "", shown(row.document_value)});
  }
  for (const std::string& start : page.starts) starts.push_back(shown(start));
  for (const DocumentCard& card : page.cards) documents.emplace_back(document(report, page, card));
  Dict dict;
  dict.set("name", task.name);
  dict.set("title", shown(title_of(task)));
  if (const std::string lang = language_of(task); !lang.empty()) dict.set("lang", lang);
  dict.set("metrics", std::move(metrics));
  dict.set("verdict", page.verdict ? static_cast<std::int64_t>(*page.verdict) : -1);
  dict.set("starts", std::move(starts));
  set_unless_empty(dict, "columns", columns_of(page, breakdowns));
  if (task.output_type == "generate_until") dict.set("how", generation_of(report, task.name));
  dict.set("docs", std::move(documents));
  return dict;
}

void set_models(const Report& report, Dict& data) {
  std::vector<std::string> names;
  List of;
  for (const RunColumn& run : report.runs) {
    const auto known = std::ranges::find(names, run.model.name);
    of.emplace_back(static_cast<std::int64_t>(known - names.begin()));
    if (known == names.end()) names.push_back(run.model.name);
  }
  if (names.size() < 2) return;
  List models;
  for (const std::string& name : names) models.push_back(shown(name));
  data.set("models", std::move(models));
  data.set("of", std::move(of));
}

}  // namespace

std::string sample_data(const Report& report, const std::vector<ReportPage>& parts, std::size_t index) {
  List runs, paths, tasks;
  for (const RunColumn& run : report.runs) {
    runs.push_back(shown(run.id));
    paths.push_back(shown(run.model.path));
  }
  const ArmTable table = arm_table(report);
  const std::vector<Breakdown> by_column = breakdowns(report, table);
  for (const TaskPage& page : parts[index].pages) tasks.emplace_back(task_entry(report, page, by_column));
  const std::vector<std::string> colours = run_colours(report);
  Dict data;
  data.set("runs", std::move(runs));
  data.set("colours", List(colours.begin(), colours.end()));
  data.set("paths", std::move(paths));
  set_models(report, data);
  if (parts.size() > 1) {
    List stretches;
    for (const ReportPage& part : parts) {
      for (const TaskDocuments& one : part.stretches)
        stretches.emplace_back(List{part.file, one.task, one.from, one.to});
    }
    data.set("file", parts[index].file);
    data.set("parts", std::move(stretches));
  }
  data.set("tasks", std::move(tasks));
  if (shades(report)) data.set("shading", 1);
  const std::string json = to_json(data, {.compact = true});
  // In JSON a "<" stands inside strings only; written as an escape it cannot end the element that holds it.
  std::string out;
  out.reserve(json.size());
  for (const char c : json) c == '<' ? out += "\\u003c" : out += c;
  return out;
}

}  // namespace coldread
