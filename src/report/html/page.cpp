#include "io/sha256.h"
#include "report/assets/assets.h"
#include "report/html/page_script.h"
#include "report/html/sections.h"
#include "report/writers.h"

namespace coldread {
namespace {

/// The digest of a script as a Content-Security-Policy names it.
std::string base64_of_hex(std::string_view hex) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto digit = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
  std::string out;
  unsigned bits = 0, held = 0;
  for (const char c : hex) {
    bits = (bits << 4) | digit(c);
    held += 4;
    if (held < 6) continue;
    held -= 6;
    out += kAlphabet[(bits >> held) & 63];
  }
  if (held > 0) out += kAlphabet[(bits << (6 - held)) & 63];
  while (out.size() % 4 != 0) out += '=';
  return out;
}

void write_head(const Report& report, const std::string& script, HtmlWriter& html) {
  const std::string policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" +
                             base64_of_hex(sha256_hex(script)) +
                             "'; img-src data:; base-uri 'none'; form-action 'none'";
  html.open("head").empty("meta", {{"charset", "utf-8"}});
  html.empty("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy}});
  html.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  html.empty("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  html.element("title", report.name + (report.unfinished ? " (unfinished)" : "") + " \u00B7 coldread");
  write_style(html);
  html.close();
}

/// The first page shows everything, further ones samples alone.
std::string page_of(const Report& report, const std::vector<TaskBlock>& blocks, const std::vector<ReportPage>& parts,
                    std::size_t index) {
  const std::string script = page_script();
  HtmlWriter html;
  html.raw("<!doctype html>\n").open("html", {{"lang", "en"}});
  write_head(report, script, html);
  html.open("body");
  if (index == 0) {
    write_headline(report, blocks, html);
    html.open("main").open("div", {{"class", "overview"}});
    std::vector<TaskPage> pages;
    for (const ReportPage& part : parts) pages.insert(pages.end(), part.pages.begin(), part.pages.end());
    write_scoreboard(report, pages, html);
    write_glance(report, html);
    html.close();
    write_comparison(report, blocks, html);
    write_pictures(report, html);
    write_breakdowns(report, html);
    write_choices_section(report, html);
    write_quality(report, html);
    write_voices(report, html);
  } else {
    write_further_head(report, parts, index, html);
    html.open("main");
  }
  write_samples(report, parts, index, html);
  if (index == 0) write_facts(report, html);
  html.close();
  html.open("script", {{"type", "application/json"}, {"id", "data"}}).raw(sample_data(report, parts, index)).close();
  html.open("script").raw(script).close();
  html.close().close();
  return html.take();
}

}  // namespace

void write_style(HtmlWriter& html) {
  html.open("style").raw("\n").raw(assets::page_css()).close();
}

std::vector<HtmlPage> html_pages(const Report& report, const std::string& stem) {
  const std::vector<TaskBlock> blocks = score_blocks(report);
  const std::vector<ReportPage> parts = split_pages(task_pages(report, blocks), stem);
  std::vector<HtmlPage> pages;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    pages.push_back({.file = parts[i].file, .content = page_of(report, blocks, parts, i)});
  }
  return pages;
}

std::string html(const Report& report) {
  return html_pages(report).front().content;
}

}  // namespace coldread
