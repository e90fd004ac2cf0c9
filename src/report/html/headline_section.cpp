#include <fmt/format.h>

#include "report/arms.h"
#include "report/failures.h"
#include "report/headline.h"
#include "report/health_text.h"
#include "report/html/sections.h"

namespace coldread {
namespace {

void write_navigation(const Report& report, HtmlWriter& html) {
  html.open("nav", {{"aria-label", "Sections"}});
  html.element("a", {{"href", "#scores"}}, "Scores");
  if (!report.comparison.differences.empty()) html.element("a", {{"href", "#changes"}}, "Differences");
  if (has_pictures(report)) html.element("a", {{"href", "#pictures"}}, "Charts");
  if (!report.quality.empty()) html.element("a", {{"href", "#texts"}}, "Generations");
  html.element("a", {{"href", "#samples"}}, "Samples");
  html.element("a", {{"href", "#facts"}}, "Details");
  html.close();
}

/// One trouble and the samples that have it.
void write_trouble(const std::string& address, const std::string& text, HtmlWriter& html) {
  html.open("li").open("a", {{"href", "#" + address}}).element("bdi", text).close().close();
}

/// What went amiss, each with the way to its samples.
void write_health(const Report& report, HtmlWriter& html) {
  constexpr std::size_t kShown = 20;
  const std::vector<FailureCause> causes = failure_causes(report);
  const std::vector<HealthLine> lines = health_lines(report);
  if (causes.empty() && lines.empty()) return;
  html.open("aside", {{"class", "warnings"}, {"id", "health"}, {"aria-label", "Health"}}).open("ul");
  for (std::size_t i = 0; i < causes.size() && i < kShown; ++i) {
    const FailureCause& cause = causes[i];
    const std::string run = report.runs.size() > 1 ? fmt::format("&run={}", cause.run) : "";
    write_trouble(task_anchor(cause.task) + run + "&show=failed", cause_text(report, cause), html);
  }
  for (std::size_t i = 0; i < lines.size() && i < kShown; ++i) write_trouble(lines[i].address, lines[i].text, html);
  const std::size_t rest =
      (causes.size() > kShown ? causes.size() - kShown : 0) + (lines.size() > kShown ? lines.size() - kShown : 0);
  if (rest > 0) html.element("li", fmt::format("and {} more, in results.json", rest));
  html.close().close();
}

}  // namespace

void write_headline(const Report& report, const std::vector<TaskBlock>& blocks, HtmlWriter& html) {
  const Headline headline = headline_of(report, blocks);
  html.open("header", {{"class", "top"}});
  html.open("div", {{"class", "bar"}});
  html.open("h1").element("bdi", report.name).element("small", " coldread " + report.program_version).close();
  write_navigation(report, html);
  html.close();
  html.element("p", {{"class", "headline"}}, headline.sentence);
  write_health(report, html);
  if (!report.warnings.empty()) {
    html.open("aside", {{"class", "warnings"}, {"aria-label", "Warnings"}}).open("ul");
    for (const std::string& warning : report.warnings) html.element("li", warning);
    html.close().close();
  }
  html.close();
}

void write_glance(const Report& report, HtmlWriter& html) {
  if (arms_of_report(report).size() != 1) return;
  const RunColumn& run = report.runs.front();
  const RunFacts& facts = report.facts;
  std::int64_t documents = 0;
  for (const TaskFacts& task : report.tasks) documents += task.documents_used;
  const std::vector<std::pair<std::string_view, std::string>> lines{
      {"Model", run.model.name},
      {"Parameters", grouped_digits(run.model.parameters)},
      {"Weights", run.model.weight_types},
      {"Computed in", run.model.compute},
      {"Sampling", sampling_text(run)},
      {"Documents", grouped_digits(documents)},
      {"Requests",
       grouped_digits(facts.requests) +
           (facts.failed_requests > 0 ? fmt::format(", {} failed", facts.failed_requests) : ", all answered")},
      {"Tokens", grouped_digits(facts.prompt_tokens + facts.generated_tokens)},
  };
  html.open("section", {{"id", "glance"}, {"aria-labelledby", "glance-title"}});
  html.element("h2", {{"id", "glance-title"}}, "Run").open("dl");
  for (const auto& [name, value] : lines) {
    if (!value.empty()) html.open("div").element("dt", name).element("dd", value).close();
  }
  html.close().close();
}

}  // namespace coldread
