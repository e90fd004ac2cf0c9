#include <fmt/format.h>

#include "report/html/sections.h"
#include "report/writers.h"

namespace coldread {

std::string machine_html(const Report& report, const Execution& execution) {
  const double seconds = execution.seconds_evaluating;
  const auto rate = [&](std::int64_t count) {
    return seconds > 0 ? fmt::format(" ({:.1f} a second)", static_cast<double>(count) / seconds) : std::string();
  };
  const std::vector<std::pair<std::string_view, std::string>> lines{
      {"Started", execution.started},
      {"Loading", fmt::format("{:.1f} s", execution.seconds_loading)},
      {"Evaluating", fmt::format("{:.1f} s", seconds)},
      {"Requests answered", grouped_digits(execution.answered_requests) + rate(execution.answered_requests)},
      {"Tokens computed", grouped_digits(execution.computed_tokens) + rate(execution.computed_tokens)},
      {"Tokens saved by sharing", grouped_digits(execution.shared_tokens)},
      {"Processor", execution.cpu},
      {"Instruction set", execution.instruction_set},
      {"of int8 products", execution.int8_instruction_set},
      {"Threads", std::to_string(execution.threads)},
      {"Copies of the weights", std::to_string(execution.weight_copies)},
      {"Memory at most", fmt::format("{:.0f} MiB", static_cast<double>(execution.peak_memory_bytes) / (1 << 20))},
      {"Digest of all answers", report.answers_digest},
  };
  HtmlWriter html;
  html.raw("<!doctype html>\n").open("html", {{"lang", "en"}}).open("head").empty("meta", {{"charset", "utf-8"}});
  html.empty("meta",
             {{"http-equiv", "Content-Security-Policy"},
              {"content", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"}});
  html.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  html.element("title", report.name + " \u00B7 this execution");
  write_style(html);
  html.close().open("body");
  html.open("header", {{"class", "top"}}).open("div", {{"class", "bar"}}).open("h1").element("bdi", report.name);
  html.element("small", " this execution").close().open("nav", {{"aria-label", "Pages"}});
  html.element("a", {{"href", "report.html"}}, "Report").close().close().close();
  html.open("main").open("table", {{"class", "facts"}});
  html.element("caption", "What may differ between two executions of the same run").open("tbody");
  for (const auto& [name, value] : lines) {
    html.open("tr").element("th", {{"scope", "row"}}, name).element("td", value).close();
  }
  html.close().close().close().close().close();
  return html.take();
}

}  // namespace coldread
