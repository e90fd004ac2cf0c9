#include "report/breakdown.h"
#include "report/csv.h"
#include "report/writers.h"

namespace coldread {

std::string breakdown_csv(const Report& report) {
  const ArmTable table = arm_table(report);
  CsvWriter csv;
  for (const char* name :
       {"task", "filter", "metric", "column", "part", "arm", "value", "low", "high", "interval", "n"}) {
    csv.text(name);
  }
  csv.end_row();
  for (const Breakdown& one : breakdowns(report, table)) {
    for (const Part& part : one.parts) {
      for (std::size_t arm = 0; arm < part.arms.size(); ++arm) {
        if (!part.arms[arm]) continue;
        const PartScore& score = *part.arms[arm];
        csv.text(one.row->block->facts->name).text(one.row->row->filter).text(one.row->row->metric).text(one.column);
        csv.text(part.value).text(table.labels[arm]).number(score.value);
        if (score.interval) {
          csv.number(score.interval->low).number(score.interval->high).text(score.interval->method);
        } else {
          csv.empty().empty().empty();
        }
        csv.number(score.count).end_row();
      }
    }
  }
  return csv.take();
}

}  // namespace coldread
