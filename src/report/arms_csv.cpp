#include "report/arms.h"
#include "report/csv.h"
#include "report/writers.h"

namespace coldread {

std::string arms_csv(const Report& report) {
  const ArmTable table = arm_table(report);
  CsvWriter csv;
  for (const char* name : {"arm", "model", "compute", "setting"}) csv.text(name);
  std::vector<const ArmAxis*> axes;
  for (const ArmAxis& axis : table.axes) {
    if (axis.name == "model" || axis.name == "compute") continue;
    axes.push_back(&axis);
    csv.text(axis.name);
  }
  for (const char* name : {"seeds", "task", "num_fewshot", "filter", "metric", "primary", "higher_is_better", "value",
                           "spread", "low", "high", "interval", "n", "failures"}) {
    csv.text(name);
  }
  csv.end_row();
  for (const ArmRow& row : table.rows) {
    for (std::size_t arm = 0; arm < table.arms.size(); ++arm) {
      const auto& cell = row.cells[arm];
      if (!cell && row.lost[arm] == 0) continue;
      const RunColumn& run = report.runs[table.arms[arm].runs.front()];
      csv.text(table.labels[arm]).text(run.model.name).text(run.model.compute).text(run.setting);
      for (const ArmAxis* axis : axes) csv.text(axis->texts[arm]);
      csv.number(static_cast<std::int64_t>(table.arms[arm].runs.size())).text(row.block->facts->name);
      csv.number(row.block->facts->num_fewshot).text(row.row->filter).text(row.row->metric);
      csv.text(row.primary ? "true" : "false").text(row.row->higher_is_better ? "true" : "false");
      if (!cell) {  // every document failed
        csv.empty().empty().empty().empty().empty().number(std::int64_t{0}).number(row.lost[arm]).end_row();
        continue;
      }
      csv.number(cell->value).number(cell->spread);
      if (cell->interval) {
        csv.number(cell->interval->low).number(cell->interval->high).text(cell->interval->method);
      } else {
        csv.empty().empty().empty();
      }
      csv.number(cell->count).number(cell->failures).end_row();
    }
  }
  return csv.take();
}

}  // namespace coldread
