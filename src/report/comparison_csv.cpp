#include "report/csv.h"
#include "report/writers.h"

namespace coldread {
namespace {

std::string ids_text(const std::vector<std::int64_t>& ids) {
  std::string text;
  for (const std::int64_t id : ids) text += (text.empty() ? "" : " ") + std::to_string(id);
  return text;
}

}  // namespace

std::string comparison_csv(const Report& report) {
  CsvWriter csv;
  for (const char* name : {"task",
                           "filter",
                           "metric",
                           "higher_is_better",
                           "first",
                           "second",
                           "n",
                           "clusters",
                           "first_value",
                           "second_value",
                           "difference",
                           "low",
                           "high",
                           "interval",
                           "test",
                           "p",
                           "p_holm",
                           "effect",
                           "effect_name",
                           "detectable",
                           "documents_up",
                           "documents_down",
                           "beyond_noise",
                           "winner",
                           "up",
                           "down",
                           "tasks",
                           "primary",
                           "verdict",
                           "other_prompts"}) {
    csv.text(name);
  }
  csv.end_row();
  const auto& arms = report.comparison.arms;
  for (const Difference& one : report.comparison.differences) {
    csv.text(one.task).text(one.filter).text(one.metric).text(one.higher_is_better ? "true" : "false");
    csv.text(arms[one.first].id).text(arms[one.second].id).number(one.documents).number(one.clusters);
    csv.number(one.first_value).number(one.second_value).number(one.value).number(one.low).number(one.high);
    csv.text(one.interval).text(one.test).number(one.p).number(one.p_holm).number(one.effect).text(one.effect_name);
    csv.number(one.detectable).number(one.documents_up).number(one.documents_down);
    csv.text(one.beyond_noise ? "true" : "false").text(one.winner() ? arms[*one.winner()].id : "");
    csv.text(ids_text(one.up)).text(ids_text(one.down));
    csv.number(static_cast<std::int64_t>(one.tasks)).text(one.primary ? "true" : "false");
    csv.text(std::string(verdict_name(one.verdict()))).number(one.other_prompts).end_row();
  }
  return csv.take();
}

}  // namespace coldread
