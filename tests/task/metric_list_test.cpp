#include "task/metric_list.h"

#include <doctest/doctest.h>
#include <string>

using namespace coldread;

namespace {

struct Read {
  std::string names;
  std::vector<std::string> warnings;
};

Read read(const std::string& metric_list) {
  const TaskConfig config = read_task_config(
      parse_yaml("task: t\ndataset_path: json\ntest_split: test\ndoc_to_text: q\ndoc_to_target: a\nmetric_list: " +
                     metric_list + "\n",
                 "t.yaml"),
      "t.yaml");
  Read result;
  for (const TaskMetric& metric : read_metrics(config, result.warnings)) result.names += metric.name + " ";
  return result;
}

}  // namespace

TEST_CASE("metrics of evaluate that have a counterpart are mapped, with a warning where the scale is another") {
  const Read rouge = read("[{metric: rouge, hf_evaluate: true, use_stemmer: true}]");
  CHECK(rouge.names == "rouge1 rouge2 rougeL rougeLsum ");
  CHECK(rouge.warnings.empty());
  const Read squad = read("[{metric: squad, hf_evaluate: true}]");
  CHECK(squad.names == "squad_em squad_f1 ");
  REQUIRE(squad.warnings.size() == 1);
  CHECK(squad.warnings[0] ==
        "t.yaml:6:24: metric 'squad' of evaluate is squad_em and squad_f1 here: 0 to 1, where evaluate's are 0 to 100");
  CHECK(read("[{metric: bleu, hf_evaluate: true}]").warnings.size() == 1);
  CHECK(read("[{metric: bleu}]").warnings.empty());
  CHECK(read("[{metric: exact_match, hf_evaluate: true}]").names == "exact_match ");
}
