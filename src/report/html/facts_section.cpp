#include <algorithm>
#include <fmt/ranges.h>
#include <functional>

#include "base/number_text.h"
#include "io/json.h"
#include "report/html/arm_colours.h"
#include "report/html/sections.h"
#include "report/lmeval_text.h"
#include "sampling/options.h"

namespace coldread {
namespace {

std::string comma_separated(const std::vector<std::string>& texts) {
  return fmt::format("{}", fmt::join(texts, ", "));
}

/// "<|im_end|> (2, by config.json and generation_config.json)"
std::string end_tokens_text(const std::vector<EndToken>& tokens) {
  std::vector<std::string> texts;
  for (const EndToken& token : tokens) {
    texts.push_back(fmt::format("{} ({}, by {})", token.text, token.id, fmt::join(token.sources, " and ")));
  }
  return comma_separated(texts);
}

/// What the facts tell of a run, under a name.
struct Line {
  std::string_view name;
  std::function<std::string(const RunColumn&)> value;
};

std::vector<Line> lines_of_runs() {
  return {
      {"Model", [](const RunColumn& run) { return run.model.path; }},
      {"Family", [](const RunColumn& run) { return run.model.family + ", " + run.model.format; }},
      {"Parameters", [](const RunColumn& run) { return grouped_digits(run.model.parameters); }},
      {"Weights", [](const RunColumn& run) { return run.model.weight_types; }},
      {"Computed in", [](const RunColumn& run) { return run.model.compute; }},
      {"Context", [](const RunColumn& run) { return grouped_digits(run.model.context_length) + " tokens"; }},
      {"Tokenizer", [](const RunColumn& run) { return run.model.tokenizer; }},
      {"A text ends with", [](const RunColumn& run) { return end_tokens_text(run.model.end_tokens); }},
      {"Settings passed over", [](const RunColumn& run) { return comma_separated(run.model.ignored_settings); }},
      {"Setting", [](const RunColumn& run) { return run.setting == run.id ? std::string() : run.setting; }},
      {"Sampling", [](const RunColumn& run) { return sampling_text(run); }},
      {"sha256 of the weights", [](const RunColumn& run) { return run.model.digest; }},
  };
}

void open_table(const char* title, HtmlWriter& html) {
  html.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"}, {"aria-label", title}});
  html.open("table", {{"class", "facts"}}).element("caption", title);
}

std::string_view style_of(const Line& line) {
  return line.name.starts_with("sha") ? "digest" : "plain";
}

/// Where runs differ: a row each.
void write_different(const Report& report, const std::vector<Line>& lines, HtmlWriter& html) {
  open_table("Where runs differ", html);
  html.open("thead").open("tr").element("th", {{"scope", "col"}}, "Run");
  for (const Line& line : lines) html.element("th", {{"scope", "col"}}, line.name);
  html.close().close().open("tbody");
  const std::vector<std::string> colours = run_colours(report);
  for (std::size_t run = 0; run < report.runs.size(); ++run) {
    html.open("tr").open("th", {{"scope", "row"}}).open("span", {{"class", "run"}});
    html.element("i", {{"class", "dot " + colours[run]}}, "").element("bdi", report.runs[run].id).close().close();
    for (const Line& line : lines) html.element("td", {{"class", style_of(line)}}, line.value(report.runs[run]));
    html.close();
  }
  html.close().close().close();
}

/// What all runs have in common once, then what differs.
void write_models(const Report& report, HtmlWriter& html) {
  if (report.runs.empty()) return;
  std::vector<Line> different;
  open_table("Models and settings", html);
  html.open("tbody");
  for (const Line& line : lines_of_runs()) {
    const std::string first = line.value(report.runs.front());
    if (std::ranges::any_of(report.runs, [&](const RunColumn& run) { return line.value(run) != first; })) {
      different.push_back(line);
    } else if (!first.empty()) {
      html.open("tr").element("th", {{"scope", "row"}}, line.name);
      html.element("td", {{"class", style_of(line)}}, first).close();
    }
  }
  html.close().close().close();
  if (!different.empty()) write_different(report, different, html);
}

/// The hashes of a task's prompts: one where all runs asked the same.
std::string prompt_hashes(const Report& report, const std::string& task) {
  std::vector<std::string> hashes;
  for (std::size_t run = 0; run < report.runs.size(); ++run) {
    if (samples_of(report, run, task).empty()) continue;
    std::string hash = task_hash(report, run, task);
    if (std::ranges::find(hashes, hash) == hashes.end()) hashes.push_back(std::move(hash));
  }
  std::string text;
  for (const std::string& hash : hashes) text += (text.empty() ? "" : " ") + hash;
  return text;
}

void write_tasks(const Report& report, HtmlWriter& html) {
  html.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"}, {"aria-label", "Tasks"}});
  html.open("table", {{"class", "facts"}}).element("caption", "Tasks").open("thead").open("tr");
  for (const char* head :
       {"Task", "Form", "Examples", "Documents", "Version", "sha256 of documents, prompts and targets"}) {
    html.element("th", {{"scope", "col"}}, head);
  }
  html.close().close().open("tbody");
  for (const TaskFacts& task : report.tasks) {
    html.open("tr").open("th", {{"scope", "row"}}).element("bdi", title_of(task));
    if (!task.description.empty()) html.element("small", task.description);
    html.close().element("td", task.output_type).element("td", std::to_string(task.num_fewshot));
    html.element("td", task.documents_used == task.documents_total
                           ? grouped_digits(task.documents_used)
                           : grouped_digits(task.documents_used) + " of " + grouped_digits(task.documents_total));
    html.element("td", task.version).element("td", {{"class", "digest"}}, prompt_hashes(report, task.name)).close();
  }
  html.close().close().close();
}

void write_signatures(const Report& report, HtmlWriter& html) {
  bool any = false;
  for (const Score& score : report.scores) {
    if (score.signature.empty() || score.run != 0) continue;
    if (!any) html.open("dl", {{"class", "signatures"}});
    any = true;
    html.element("dt", score.task + " " + score.metric).element("dd", score.signature);
  }
  if (any) html.close();
}

void write_counts(const RunFacts& facts, HtmlWriter& html) {
  const std::vector<std::pair<std::string_view, std::int64_t>> counts{
      {"requests", facts.requests},
      {"failed", facts.failed_requests},
      {"prompts cut to the context", facts.truncated_prompts},
      {"prompt tokens", facts.prompt_tokens},
      {"tokens generated", facts.generated_tokens},
  };
  const std::vector<std::pair<std::string_view, std::int64_t>> oddities{
      {"documents with their own answer as an example", facts.own_answers},
      {"prompts without their system message", facts.prompts_without_system},
      {"prompts with changed questions or examples", facts.changed_prompts},
      {"documents with control tokens in their data", facts.control_tokens_in_data},
      {"texts generated with the rotary angles of longer ones", facts.early_rope_scaling},
  };
  html.open("dl", {{"class", "counts"}});
  const auto write = [&](std::string_view name, std::int64_t count) {
    html.open("div").element("dt", name).element("dd", grouped_digits(count)).close();
  };
  for (const auto& [name, count] : counts) write(name, count);
  for (const auto& [name, count] : oddities) {
    if (count > 0) write(name, count);
  }
  html.close();
}

void write_folded(std::string_view title, std::string_view text, HtmlWriter& html) {
  html.open("details").element("summary", title);
  html.element("div", {{"class", "text code"}}, text).close();
}

}  // namespace

std::string grouped_digits(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::ptrdiff_t i = std::ssize(digits) - 3; i > (number < 0 ? 1 : 0); i -= 3) {
    digits.insert(static_cast<std::size_t>(i), "\u2009");
  }
  return digits;
}

namespace {

/// An option's name in words: "top-k", "repetition penalty".
std::string spoken(std::string name) {
  const bool letter = name.size() > 2 && name[name.size() - 2] == '_';  // top_k, min_p
  for (char& c : name) {
    if (c == '_') c = letter ? '-' : ' ';
  }
  return name;
}

}  // namespace

std::string sampling_text(const SamplingSettings& sampling) {
  std::string text = sampling.do_sample ? "temperature " + number_text(sampling.temperature) : "greedy";
  const SamplingSettings off{.do_sample = sampling.do_sample, .seed = sampling.seed};
  for (const auto& [name, value] : changed_options(sampling, off)) {
    if (name == "order" || name == "temperature") continue;
    const std::string shown = value.is_real() ? number_text(value.as_real()) : to_json(value);
    text += ", " + spoken(name) + " " + shown;
  }
  if (!sampling.do_sample) return text;
  return text + (sampling.order == SamplingOrder::hf ? "" : ", in GPT-2's order") +
         fmt::format(", seed {}", sampling.seed);
}

std::string sampling_text(const RunColumn& run) {
  std::vector<std::pair<std::string, std::vector<std::string>>> tasks;  // by what they used
  for (const TaskSampling& used : run.used) {
    const std::string repeats = used.repeats > 1 ? fmt::format(", {} repeats", used.repeats) : "";
    const std::string text = sampling_text(used.sampling) + repeats;
    const auto same = std::ranges::find(tasks, text, [](const auto& entry) { return entry.first; });
    if (same == tasks.end()) {
      tasks.push_back({text, {used.task}});
    } else {
      same->second.push_back(used.task);
    }
  }
  if (tasks.empty()) return sampling_text(run.sampling);
  if (tasks.size() == 1) return tasks.front().first;
  std::string text;
  for (const auto& [sampling, names] : tasks) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", fmt::join(names, ", "), sampling);
  }
  return text;
}

void write_facts(const Report& report, HtmlWriter& html) {
  html.open("section", {{"id", "facts"}, {"aria-labelledby", "facts-title"}});
  html.element("h2", {{"id", "facts-title"}}, "Details");
  write_models(report, html);
  write_tasks(report, html);
  write_counts(report.facts, html);
  write_signatures(report, html);
  if (!report.command.empty()) {
    html.element("p", {{"class", "label"}}, "The command that repeats this");
    html.element("div", {{"class", "text code"}}, report.command);
  }
  write_folded("The configuration as run", to_json(report.config, {.indent = 2}), html);
  for (const TaskFacts& task : report.tasks) {
    write_folded("Task " + task.name, to_json(task.config, {.indent = 2}), html);
  }
  html.element("p", {{"class", "note"}},
               "Digest of all answers: " + report.answers_digest +
                   ". Numbers are rounded here; results.csv and samples.csv hold them exactly. Times, speed and the "
                   "machine stand in machine.html.");
  html.close();
}

}  // namespace coldread
