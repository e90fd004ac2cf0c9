#include "report/divergence.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <vector>

#include "report/csv.h"
#include "report/html/sections.h"

namespace coldread {
namespace {

constexpr std::size_t kShownTokens = 50;
constexpr std::size_t kSurroundings = 8;  ///< tokens on each side

struct Row {
  const char* key;
  const char* name;
  Measured DivergenceSummary::*value;
};
constexpr Row kMeasured[] = {
    {"kl_mean", "KL divergence, mean (nats a token)", &DivergenceSummary::kl_mean},
    {"same_top", "Same most likely token (share)", &DivergenceSummary::same_top},
    {"perplexity_base", "Perplexity of the base", &DivergenceSummary::perplexity_base},
    {"perplexity_other", "Perplexity of the other", &DivergenceSummary::perplexity_other},
    {"perplexity_ratio", "Perplexity ratio", &DivergenceSummary::perplexity_ratio},
    {"probability_change", "Change of the right token's probability, mean", &DivergenceSummary::probability_change},
};
struct Quantile {
  const char* key;
  const char* name;
  double DivergenceSummary::*value;
};
constexpr Quantile kQuantiles[] = {
    {"kl_median", "KL divergence, median", &DivergenceSummary::kl_median},
    {"kl_p90", "90 % of tokens are below", &DivergenceSummary::kl_p90},
    {"kl_p99", "99 %", &DivergenceSummary::kl_p99},
    {"kl_p999", "99.9 %", &DivergenceSummary::kl_p999},
    {"kl_max", "largest", &DivergenceSummary::kl_max},
};

Dict flips_dict(const TaskFlips& one) {
  Dict dict;
  dict.set("task", one.task);
  dict.set("metric", one.metric);
  dict.set("documents", one.documents);
  dict.set("base", one.base_value);
  dict.set("other", one.other_value);
  dict.set("flipped", one.flipped);
  dict.set("better", one.better);
  dict.set("worse", one.worse);
  return dict;
}

void write_fact(std::string_view name, const std::string& value, HtmlWriter& html) {
  html.open("tr").element("th", {{"scope", "row"}}, name).element("td", value).close();
}

void write_summary(const DivergenceReport& report, HtmlWriter& html) {
  html.open("table", {{"class", "facts"}}).element("caption", "Over all tokens, 95\u00A0% intervals in brackets");
  html.open("tbody");
  write_fact("Base", report.base, html);
  write_fact("Other", report.other, html);
  write_fact("Tokens", grouped_digits(report.summary.tokens), html);
  for (const Row& row : kMeasured) {
    const Measured& one = report.summary.*row.value;
    write_fact(row.name, fmt::format("{:.6g} [{:.6g}, {:.6g}]", one.value, one.low, one.high), html);
  }
  for (const Quantile& row : kQuantiles) write_fact(row.name, fmt::format("{:.6g}", report.summary.*row.value), html);
  html.close().close();
}

void write_tasks(const DivergenceReport& report, HtmlWriter& html) {
  if (report.tasks.empty()) return;
  html.open("table", {{"class", "changes"}}).element("caption", "Answers that change between right and wrong");
  html.open("thead").open("tr");
  for (const char* head : {"Task", "Metric", "Base", "Other", "Flipped", "Better", "Worse", "n"})
    html.element("th", {{"scope", "col"}}, head);
  html.close().close().open("tbody");
  for (const TaskFlips& one : report.tasks) {
    html.open("tr").element("th", {{"scope", "row"}}, one.task).element("td", one.metric);
    for (const std::string& cell :
         {fmt::format("{:.4f}", one.base_value), fmt::format("{:.4f}", one.other_value), std::to_string(one.flipped),
          std::to_string(one.better), std::to_string(one.worse), std::to_string(one.documents)})
      html.element("td", {{"class", "number"}}, cell);
    html.close();
  }
  html.close().close();
}

/// Indexes of the tokens that diverge most, the first of equals first.
std::vector<std::size_t> worst_tokens(const DivergenceReport& report) {
  std::vector<std::size_t> order(report.tokens.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t i) { return report.tokens[i].kl; });
  order.resize(std::min(order.size(), kShownTokens));
  return order;
}

void write_surroundings(const DivergenceReport& report, std::size_t at, HtmlWriter& html) {
  const std::size_t text = report.tokens[at].text;
  std::size_t first = at, last = at;
  while (first > 0 && at - first < kSurroundings && report.tokens[first - 1].text == text) --first;
  while (last + 1 < report.tokens.size() && last - at < kSurroundings && report.tokens[last + 1].text == text) ++last;
  html.open("td").open("bdi");
  for (std::size_t i = first; i <= last; ++i) {
    i == at ? html.element("mark", report.pieces[i]) : html.text(report.pieces[i]);
  }
  html.close().close();
}

void write_worst(const DivergenceReport& report, HtmlWriter& html) {
  html.element("h2", "Tokens that diverge most");
  html.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"}, {"aria-label", "Tokens"}});
  html.open("table", {{"class", "changes"}})
      .element("caption", "KL in nats; ln p of the marked token under both models");
  html.open("thead").open("tr");
  for (const char* head : {"KL", "ln p base", "ln p other", "Text", "Where"})
    html.element("th", {{"scope", "col"}}, head);
  html.close().close().open("tbody");
  for (const std::size_t i : worst_tokens(report)) {
    const TokenDivergence& one = report.tokens[i];
    html.open("tr").element("th", {{"scope", "row"}, {"class", "number"}}, fmt::format("{:.4g}", one.kl));
    html.element("td", {{"class", "number"}}, fmt::format("{:.3f}", one.base_logprob));
    html.element("td", {{"class", "number"}}, fmt::format("{:.3f}", one.other_logprob));
    write_surroundings(report, i, html);
    html.element("td", report.texts[one.text]).close();
  }
  html.close().close().close();
}

}  // namespace

Dict divergence_dict(const DivergenceReport& report) {
  Dict dict, intervals;
  dict.set("base", report.base);
  dict.set("other", report.other);
  for (const Row& row : kMeasured) {
    const Measured& one = report.summary.*row.value;
    dict.set(row.key, one.value);
    intervals.set(row.key, List{one.low, one.high});
  }
  for (const Quantile& row : kQuantiles) dict.set(row.key, report.summary.*row.value);
  dict.set("tokens", report.summary.tokens);
  dict.set("stretches", report.summary.units);
  dict.set("intervals", std::move(intervals));
  dict.set("texts", List(report.texts.begin(), report.texts.end()));
  if (report.tasks.empty()) return dict;
  List tasks;
  for (const TaskFlips& one : report.tasks) tasks.emplace_back(flips_dict(one));
  dict.set("tasks", std::move(tasks));
  return dict;
}

std::string divergence_csv(const DivergenceReport& report) {
  CsvWriter csv;
  for (const char* head : {"text", "token", "id", "piece", "kl", "base_logprob", "other_logprob", "same_top"})
    csv.text(head);
  csv.end_row();
  std::size_t first = 0;
  for (std::size_t i = 0; i < report.tokens.size(); ++i) {
    const TokenDivergence& one = report.tokens[i];
    if (one.text != report.tokens[first].text) first = i;
    csv.text(report.texts[one.text]).number(static_cast<std::int64_t>(i - first)).number(std::int64_t{one.id});
    csv.text(report.pieces[i]).number(one.kl).number(one.base_logprob).number(one.other_logprob);
    csv.text(one.same_top ? "true" : "false").end_row();
  }
  return csv.take();
}

std::string divergence_html(const DivergenceReport& report) {
  HtmlWriter html;
  html.raw("<!doctype html>\n").open("html", {{"lang", "en"}}).open("head").empty("meta", {{"charset", "utf-8"}});
  html.empty("meta",
             {{"http-equiv", "Content-Security-Policy"},
              {"content", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"}});
  html.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  html.empty("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  html.element("title", "Divergence \u00B7 coldread");
  write_style(html);
  html.close().open("body").open("header", {{"class", "top"}}).open("div", {{"class", "bar"}});
  html.open("h1")
      .text("Divergence of ")
      .element("bdi", report.other)
      .text(" from ")
      .element("bdi", report.base)
      .close();
  html.close().close().open("main");
  write_summary(report, html);
  write_tasks(report, html);
  write_worst(report, html);
  html.close().close().close();
  return html.take();
}

}  // namespace coldread
