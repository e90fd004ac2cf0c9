#include <fmt/format.h>

#include "report/headline.h"
#include "report/html/sections.h"

namespace coldread {
namespace {

void write_navigation(const std::vector<TaskBlock>& blocks, HtmlWriter& html) {
  html.open("nav", {{"aria-label", "Sections"}});
  html.element("a", {{"href", "#scores"}}, "Scores");
  if (!blocks.empty()) html.element("a", {{"href", "#pictures"}}, "Pictures");
  html.element("a", {{"href", "#samples"}}, "Samples");
  html.element("a", {{"href", "#facts"}}, "Facts");
  html.close();
}

}  // namespace

void write_headline(const Report& report, const std::vector<TaskBlock>& blocks, HtmlWriter& html) {
  const Headline headline = headline_of(report, blocks);
  html.open("header", {{"class", "top"}});
  html.open("div", {{"class", "bar"}});
  html.open("h1").element("bdi", report.name).element("small", " coldread " + report.program_version).close();
  write_navigation(blocks, html);
  html.close();
  html.element("p", {{"class", "headline"}}, headline.sentence);
  if (!headline.findings.empty()) {
    html.open("details", {{"class", "findings"}}).element("summary", "Differences task by task");
    html.open("ul");
    for (const std::string& finding : headline.findings) html.element("li", finding);
    html.close().element("p", {{"class", "note"}}, headline.method).close();
  }
  if (!report.warnings.empty()) {
    html.open("aside", {{"class", "warnings"}, {"aria-label", "Warnings"}}).open("ul");
    for (const std::string& warning : report.warnings) html.element("li", warning);
    html.close().close();
  }
  html.close();
}

}  // namespace coldread
