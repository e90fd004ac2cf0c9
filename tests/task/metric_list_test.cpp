#include "task/metric_list.h"

#include <doctest/doctest.h>
#include <string>

#include "support/error_of.h"

using namespace coldread;

namespace {

struct Read {
  std::string names;
  std::vector<std::string> warnings;
};

Read read(const std::string& metric_list, const std::string& output_type = "generate_until") {
  const TaskConfig config = read_task_config(
      parse_yaml("task: t\ndataset_path: json\ntest_split: test\ndoc_to_text: q\ndoc_to_target: a\nmetric_list: " +
                     metric_list + "\ndoc_to_choice: c\noutput_type: " + output_type + "\n",
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

TEST_CASE("an aggregation that is a known Python function scores by it, and other options have no effect") {
  const Read f1 =
      read("[{metric: f1, aggregation: !function utils.weighted_f1_score, average: macro}]", "multiple_choice");
  CHECK(f1.names == "f1 ");
  REQUIRE(f1.warnings.size() == 1);
  CHECK(f1.warnings[0].find("'average' has no effect in metric_list beside an aggregation") != std::string::npos);
  CHECK(test::error_of([] { read("[{metric: f1, aggregation: !function utils.weighted_f1_score}]"); }) ==
        "t.yaml:6:41: utils.weighted_f1_score aggregates 'f1' of multiple_choice, not 'f1' of generate_until");
  CHECK(test::error_of([] {
          read("[{metric: f1, aggregation: !function utils.other}]", "multiple_choice");
        }).find("utils.other") != std::string::npos);
}

TEST_CASE("options that only texts are scored by have no effect on choices, and a text counts as true") {
  CHECK(read("[{metric: acc, ignore_case: true, regexes_to_ignore: [\",\"]}]", "multiple_choice").warnings.size() == 2);
  CHECK(test::error_of([] { read("[{metric: acc, ignore_cas: true}]", "multiple_choice"); }).find("ignore_cas") !=
        std::string::npos);
  const Read text = read("[{metric: exact_match, ignore_punctuation: 'true - \".\"'}]");
  REQUIRE(text.warnings.size() == 1);
  CHECK(text.warnings[0].find("a text counts as true, as in Python") != std::string::npos);
}
