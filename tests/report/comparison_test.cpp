#include <algorithm>
#include <doctest/doctest.h>

#include "io/json.h"
#include "report/fixture/lmeval_report.h"
#include "report/fixture/report_fixture.h"
#include "report/fixture/rfc4180.h"
#include "report/margin.h"
#include "report/writers.h"

using namespace coldread;
using coldread::fixture::parse_rfc4180;

namespace {

Difference difference(Verdict verdict) {
  Difference one;
  one.task = "t";
  one.filter = "none";
  one.metric = verdict == Verdict::not_tested ? "acc_norm" : "acc";
  one.second = 1;
  one.documents = one.clusters = 12;
  one.first_value = 0.5;
  one.second_value = 0.75;
  one.value = 0.25;
  one.low = -0.08;
  one.high = 0.58;
  one.primary = verdict != Verdict::not_tested;
  if (one.primary) one.p_holm = 0.03;
  one.identical = verdict == Verdict::identical;
  one.beyond_noise = verdict == Verdict::better || verdict == Verdict::worse;
  one.higher_is_better = verdict != Verdict::worse;
  one.documents_up = 4;
  one.documents_down = 1;
  return one;
}

/// Two runs with a difference of each verdict and prompts that differ.
Report report_of(const std::vector<Verdict>& verdicts) {
  Report report;
  report.runs = {fixture::run_column("A", "gpt2", 1), fixture::run_column("B", "gpt2", 1)};
  report.tasks = {fixture::task_facts("t", "", "", "multiple_choice", 0, {{"acc", true}, {"acc_norm", true}})};
  report.comparison.arms = {{"A", {0}}, {"B", {1}}};
  for (const Verdict verdict : verdicts) report.comparison.differences.push_back(difference(verdict));
  report.comparison.family = 1;
  report.comparison.prompts = {{.task = "t",
                                .first = 0,
                                .second = 1,
                                .documents = 3,
                                .paired = 12,
                                .example = 7,
                                .diff = {{DiffPiece::Kind::same, "Q: x\nA:"},
                                         {DiffPiece::Kind::removed, " <b>\x1b"},
                                         {DiffPiece::Kind::added, " y\nz"}}}};
  return report;
}

const std::vector<Verdict> kAll{Verdict::better, Verdict::worse, Verdict::not_significant, Verdict::identical,
                                Verdict::not_tested};

}  // namespace

TEST_CASE("The table shows differences with intervals, better and worse, and a verdict") {
  const std::string table = comparison_table(report_of(kAll), {.width = 140});
  CHECK(table.find("Difference  [95 % interval]  p (Holm)  better/worse   n  Verdict") != std::string::npos);
  CHECK(table.find("+0.250  [-0.08, 0.58]      0.0300           4/1  12  better\n") != std::string::npos);
  for (const char* verdict : {"  worse\n", "  not significant\n", "  identical\n", "  not tested\n"}) {
    CHECK_MESSAGE(table.find(verdict) != std::string::npos, verdict);
  }
  CHECK(table.find("acc_norm") != std::string::npos);
}

TEST_CASE("The table says how prompts differ") {
  CHECK(comparison_table(report_of({Verdict::better}), {.width = 140})
            .ends_with("t: prompts differ on 3 of 12 documents (A against B); document 7:\n"
                       "    Q: x\n    A:[- <b>\u241B-]{+ y\n    z+}\n"));
}

TEST_CASE("comparison.csv has the verdict, and no corrected p outside the family") {
  const auto rows = parse_rfc4180(comparison_csv(report_of({Verdict::better, Verdict::not_tested})));
  REQUIRE(rows.size() == 3);
  const auto cell = [&](std::size_t row, const char* name) {
    return rows[row][static_cast<std::size_t>(std::ranges::find(rows[0], name) - rows[0].begin())];
  };
  CHECK(cell(1, "verdict") == "better");
  CHECK(cell(1, "p_holm") == "0.03");
  CHECK(cell(2, "verdict") == "not tested");
  CHECK(cell(2, "p_holm") == "");
  CHECK(cell(2, "primary") == "false");
}

TEST_CASE("comparison.json holds the size of the family and how prompts differ") {
  const Value data = parse_json(comparison_json(report_of(kAll)), "comparison.json");
  CHECK(fixture::at(data, "comparisons").as_int() == 1);
  const Value& prompts = fixture::at(data, "prompts").as_list().at(0);
  CHECK(fixture::at(prompts, "documents").as_int() == 3);
  CHECK(fixture::at(fixture::at(prompts, "diff").as_list().at(2), "kind").as_string() == "added");
}

TEST_CASE("The page shows how prompts differ as text, and colours only rows with a significant difference") {
  const std::string page = html(report_of(kAll));
  CHECK(page.find("<del> &lt;b&gt;\u241B</del><ins> y\nz</ins>") != std::string::npos);
  CHECK(page.find("prompts differ on 3 of 12 documents") != std::string::npos);
  const auto count = [&](std::string_view text) {
    std::size_t found = 0;
    for (std::size_t at = page.find(text); at != std::string::npos; at = page.find(text, at + 1)) ++found;
    return found;
  };
  CHECK(count("<tr class=\"better\">") == 1);
  CHECK(count("<tr class=\"worse\">") == 1);
  CHECK(count("<tr class=\"level\">") == 3);
}

TEST_CASE("A difference seen from the other side has the opposite verdict") {
  Report report = report_of({Verdict::better});
  report.scores = {{0, "t", "none", "acc", {0.5, 0.1, 12}, 0, {}}, {1, "t", "none", "acc", {0.75, 0.1, 12}, 0, {}}};
  const std::vector<TaskBlock> blocks = score_blocks(report);
  const auto back = difference_to(report, blocks[0], blocks[0].rows[0], 0, 1);
  REQUIRE(back.has_value());
  CHECK(back->verdict() == Verdict::worse);
  CHECK(back->value == -0.25);
  CHECK(back->low == -0.58);
  CHECK(back->high == 0.08);
  CHECK(back->documents_up == 1);
}
