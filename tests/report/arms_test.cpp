#include "report/arms.h"

#include <cmath>
#include <doctest/doctest.h>

#include "report/fixture/sweep_report.h"
#include "report/html/arm_colours.h"
#include "report/score_sheet.h"
#include "report/visible_text.h"
#include "report/writers.h"

using namespace coldread;

TEST_CASE("Labels say only what differs, whole, and axes name it") {
  const Report report = fixture::sweep_report({0.2, 0.7, 1.5}, {20, 40}, 2);
  CHECK(arm_labels(report) == std::vector<std::string>{"T 0.2, k 20", "T 0.2, k 40", "T 0.7, k 20", "T 0.7, k 40",
                                                       "T 1.5, k 20", "T 1.5, k 40"});
  const std::vector<ArmAxis> axes = arm_axes(report);
  REQUIRE(axes.size() == 2);
  CHECK(axes[0].name == "temperature");
  CHECK(axes[1].texts == std::vector<std::string>{"20", "40", "20", "40", "20", "40"});
  CHECK(arm_labels(fixture::sweep_report({0.2, 0.7, 1.5}, {40}, 1)) ==
        std::vector<std::string>{"T 0.2", "T 0.7", "T 1.5"});
}

TEST_CASE("Named settings keep their names, models stand before them, and what tells nothing apart gives way to ids") {
  Report report = fixture::sweep_report({0.2, 0.7, 1.5}, {40}, 1);
  for (std::size_t run = 0; run < 3; ++run) report.runs[run].setting = std::vector{"cold", "warm", "hot"}[run];
  CHECK(arm_labels(report) == std::vector<std::string>{"cold", "warm", "hot"});
  report.runs[2].model.name = "gpt2";
  CHECK(arm_labels(report)[2] == "gpt2, hot");
  report.runs[2].model.compute = "int8";
  CHECK(arm_labels(report)[2] == "gpt2, hot");
  for (RunColumn& run : report.runs) run.setting.clear();
  report.runs[1].model.name = "gpt2";
  CHECK(arm_labels(report) == std::vector<std::string>{"m, fp32", "gpt2, fp32", "gpt2, int8"});
  report.runs[2].setting = "hot";
  for (RunColumn& run : report.runs) run.setting.clear(), run.model.name = "same";
  CHECK(arm_labels(report)[1] == report.runs[1].id);
}

TEST_CASE("An arm's score is the mean over its seeds, with their spread") {
  const Report report = fixture::sweep_report({0.2, 0.7, 1.5}, {40}, 3);
  const ArmTable table = arm_table(report);
  REQUIRE(table.arms.size() == 3);
  CHECK(table.arms_are_rows());
  const ArmRow& row = table.rows.front();
  double sum = 0;
  for (const std::size_t run : table.arms[1].runs) sum += row.row->cells[run]->estimate.value;
  CHECK(row.cells[1]->value == doctest::Approx(sum / 3));
  CHECK(row.cells[1]->runs == 3);
  CHECK(row.cells[1]->spread.has_value());
  CHECK(row.cells[1]->interval->method == "two-way bootstrap");
  CHECK(arm_note(table).find("Means over 3 seeds") != std::string::npos);
}

TEST_CASE("From three arms on rows are arms and columns tasks, whatever the width no line is longer") {
  const Report report = fixture::sweep_report({0.2, 0.7, 1.5}, {40}, 3);
  const std::string table = console_table(report, {.width = 100});
  CHECK(table.find("Setting") != std::string::npos);
  CHECK(table.find("T 0.7") != std::string::npos);
  CHECK(table.find("seed 0") == std::string::npos);
  for (const int width : {40, 60, 100, 200}) {
    for (const bool wide : {false, true}) {
      const std::string text = console_table(report, {.width = width, .wide = wide});
      for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = text.find('\n', start);
        CHECK(display_width(std::string_view(text).substr(start, end - start)) <= static_cast<std::size_t>(width));
        start = end + 1;
      }
    }
  }
  CHECK(markdown(report).starts_with("| Setting | seeds |"));
  CHECK(latex(report).find("T 0.7 & 3 & ") != std::string::npos);
}

TEST_CASE("Of a hundred arms the first ones by rank are shown, and all where asked for") {
  std::vector<double> temperatures;
  for (int i = 1; i <= 10; ++i) temperatures.push_back(i / 10.0);
  const Report report = fixture::sweep_report(temperatures, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 1, false);
  CHECK(score_sheet(report).rows() == 40);
  CHECK(score_sheet(report, {.most_arms = 100}).rows() == 100);
  CHECK(console_table(report).find("The first 40 of 100 by mean rank") != std::string::npos);
  const std::vector<double> ranks = mean_ranks(arm_table(report));
  double sum = 0;
  for (const double rank : ranks) sum += rank;
  CHECK(sum == doctest::Approx(100 * 101 / 2.0));
}

TEST_CASE("arms.csv has a row an arm and metric with the options that differ; results.csv the arm of each run") {
  const Report report = fixture::sweep_report({0.2, 0.7, 1.5}, {20, 40}, 2);
  const std::string csv = arms_csv(report);
  CHECK(csv.starts_with("arm,model,compute,setting,temperature,top_k,seeds,task,"));
  CHECK(csv.find("\"T 0.2, k 20\",m,fp32,temperature=0.2 top_k=20,0.2,20,2,t,") != std::string::npos);
  CHECK(results_csv(report).find(",arm,temperature,top_k\r\n") != std::string::npos);
}

TEST_CASE("One number that differs colours arms along a ramp, models by hue") {
  CHECK(arm_colours(fixture::sweep_report({0.2, 0.7, 1.5}, {40}, 1)) == std::vector<std::string>{"r0", "r4", "r8"});
  Report report = fixture::sweep_report({0.2, 0.7, 1.5}, {40}, 1);
  report.runs[2].model.name = "gpt2";
  CHECK(arm_colours(report) == std::vector<std::string>{"c0", "c1", "c2"});
}
