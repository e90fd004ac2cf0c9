#include "io/sha256.h"
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
  html.element("title", report.name + " \u00B7 coldread");
  html.open("style").raw(page_style()).close().close();
}

}  // namespace

std::string html(const Report& report) {
  const std::vector<TaskBlock> blocks = score_blocks(report);
  const std::vector<TaskPage> pages = task_pages(report, blocks);
  const std::string script =
      "'use strict';\n(() => {" + std::string(page_script_cards()) + std::string(page_script_view()) + "})();\n";
  HtmlWriter html;
  html.raw("<!doctype html>\n").open("html", {{"lang", "en"}});
  write_head(report, script, html);
  html.open("body");
  write_headline(report, blocks, html);
  html.open("main");
  html.open("div", {{"class", "overview"}});
  write_scoreboard(report, blocks, html);
  write_differences(report, blocks, html);
  html.close();
  write_pictures(report, pages, html);
  write_samples(report, pages, html);
  write_facts(report, html);
  html.close();
  html.open("script", {{"type", "application/json"}, {"id", "data"}}).raw(sample_data(report, pages)).close();
  html.open("script").raw(script).close();
  html.close().close();
  return html.take();
}

}  // namespace coldread
