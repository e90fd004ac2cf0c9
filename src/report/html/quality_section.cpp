#include <cmath>
#include <fmt/format.h>

#include "report/html/sections.h"

namespace coldread {
namespace {

std::string endings(const TextQuality& one) {
  const auto share = [&](std::int64_t count) {
    return fmt::format("{:.0f}\u2009%", 100.0 * static_cast<double>(count) / static_cast<double>(one.texts));
  };
  return share(one.stops_end) + " / " + share(one.stops_until) + " / " + share(one.stops_length);
}

std::string divergence(const TextQuality& one) {
  if (!one.same_texts) return "\u2013";
  const std::string same = fmt::format("{} same", *one.same_texts);
  return one.first_divergence ? fmt::format("token {:.0f}, {}", *one.first_divergence + 1, same) : same;
}

}  // namespace

void write_quality(const Report& report, HtmlWriter& html) {
  if (report.quality.empty()) return;
  html.open("section", {{"id", "texts"}, {"aria-labelledby", "texts-title"}});
  html.element("h2", {{"id", "texts-title"}}, "Generations");
  html.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"}, {"aria-labelledby", "texts-title"}});
  html.open("table", {{"class", "quality"}});
  html.element(
      "caption",
      "What was generated, whatever its score. Distinct: different words, pairs and triples as a share of all. "
      "Repeats: four-word runs that a text said before. Ended at: end of text / stop string / token limit. "
      "Diverges at: where a run\u2019s text first differs from that of the model\u2019s first run (median).");
  html.open("thead").open("tr").element("th", {{"scope", "col"}}, "Task").element("th", {{"scope", "col"}}, "Run");
  for (const std::string_view head :
       {"Distinct 1", "2", "3", "Repeats", "Self-BLEU", "Tokens", "ln p a token", "Ended at", "Diverges at", "n"}) {
    html.element("th", {{"scope", "col"}, {"class", "number"}}, head);
  }
  html.close().close().open("tbody");
  for (const TextQuality& one : report.quality) {
    html.open("tr").open("th", {{"scope", "row"}}).element("bdi", one.task).close().open("td");
    write_run_name(report, one.run, html);
    html.close();
    for (const auto& value : {one.distinct_1, one.distinct_2, one.distinct_3, std::optional(one.repetition)}) {
      html.element("td", {{"class", "number"}}, value ? score_text(*value, 3) : "\u2013");
    }
    html.element("td", {{"class", "number"}}, one.self_bleu ? score_text(*one.self_bleu, 1) : "\u2013");
    html.element("td", {{"class", "number"}}, score_text(one.mean_tokens, 1));
    html.element("td", {{"class", "number"}},
                 (one.mean_logprob < 0 ? "\u2212" : "") + fmt::format("{:.2f}", std::abs(one.mean_logprob)));
    html.element("td", {{"class", "number"}}, endings(one)).element("td", {{"class", "number"}}, divergence(one));
    html.element("td", {{"class", "number"}}, std::to_string(one.texts)).close();
  }
  html.close().close().close().close();
}

}  // namespace coldread
