#include "report/html/sections.h"

namespace coldread {

bool has_pictures(const Report& report) {
  HtmlWriter scratch;
  return write_sweeps(report, scratch) || write_lengths(report, scratch);
}

void write_pictures(const Report& report, HtmlWriter& html) {
  if (!has_pictures(report)) return;
  html.open("section", {{"id", "pictures"}, {"aria-labelledby", "pictures-title"}});
  html.element("h2", {{"id", "pictures-title"}}, "Charts");
  write_sweeps(report, html);
  html.open("div", {{"class", "pictures"}});
  write_lengths(report, html);
  html.close();
  html.element(
      "p", {{"class", "note"}},
      "Lines are means, ribbons their 95 % intervals, small rings the seeds; dashed: arms that have no value of "
      "the option, such as greedy.");
  html.close();
}

}  // namespace coldread
