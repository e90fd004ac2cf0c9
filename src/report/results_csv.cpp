#include "report/arms.h"
#include "report/csv.h"
#include "report/margin.h"
#include "report/scoreboard.h"
#include "report/writers.h"

namespace coldread {

std::string results_csv(const Report& report) {
  CsvWriter csv;
  for (const char* name :
       {"run",         "model",  "compute", "setting",          "seed",  "task",   "version", "output_type",
        "num_fewshot", "filter", "metric",  "higher_is_better", "value", "stderr", "n",       "failures",
        "signature",   "low",    "high",    "interval",         "arm"}) {
    csv.text(name);
  }
  const std::vector<std::string> labels = arm_labels(report);
  const std::vector<std::size_t> arms = arms_by_run(report);
  const std::vector<ArmAxis> axes = arm_axes(report);
  for (const ArmAxis& axis : axes) {
    if (!axis.places.empty()) csv.text(axis.name);
  }
  csv.end_row();
  const auto end_row = [&](std::size_t run) {
    csv.text(labels[arms[run]]);
    for (const ArmAxis& axis : axes) {
      if (!axis.places.empty()) csv.text(axis.texts[arms[run]]);
    }
    csv.end_row();
  };
  std::vector<TaskBlock> blocks = score_blocks(report);
  const std::vector<TaskBlock> groups = group_blocks(report);
  blocks.insert(blocks.end(), groups.begin(), groups.end());
  for (const TaskBlock& block : blocks) {
    for (const ScoreRow& row : block.rows) {
      for (std::size_t index = 0; index < row.cells.size(); ++index) {
        const Score* score = row.cells[index];
        if (score == nullptr && row.lost[index] == 0) continue;
        const RunColumn& run = report.runs[index];
        csv.text(run.id).text(run.model.name).text(run.model.compute).text(run.setting);
        csv.number(static_cast<std::int64_t>(run.sampling.seed)).text(block.facts->name).text(block.facts->version);
        csv.text(block.facts->output_type).number(block.facts->num_fewshot).text(row.filter).text(row.metric);
        csv.text(row.higher_is_better ? "true" : "false");
        if (score == nullptr) {  // every document failed
          csv.empty().empty().number(std::int64_t{0}).number(row.lost[index]).empty().empty().empty().empty();
          end_row(index);
          continue;
        }
        csv.number(score->estimate.value);
        csv.number(score->estimate.standard_error).number(score->estimate.count).number(score->failures);
        csv.text(score->signature);
        if (const auto interval = shown_interval(*score)) {
          csv.number(interval->low).number(interval->high).text(interval->method);
        } else {
          csv.empty().empty().empty();
        }
        end_row(index);
      }
    }
  }
  return csv.take();
}

}  // namespace coldread
