#include "compare/gate.h"

#include <doctest/doctest.h>

#include "support/error_of.h"

using namespace coldread;
using coldread::test::error_of;

namespace {

/// Two arms, "acc" from 0.80 to 0.78 and "perplexity" from 10 to 10.5.
Report losing_report() {
  Report report;
  report.runs.resize(2);
  report.comparison.arms = {{.id = "A", .runs = {0}}, {.id = "B", .runs = {1}}};
  report.comparison.pairs = {{0, 1}};
  for (const char* metric : {"acc", "perplexity"}) {
    report.scores.push_back(
        {.run = 0, .task = "t", .filter = "none", .metric = metric, .estimate = {}, .signature = {}});
    report.scores.push_back(
        {.run = 1, .task = "t", .filter = "none", .metric = metric, .estimate = {}, .signature = {}});
  }
  Difference acc;
  acc.task = "t";
  acc.filter = "none";
  acc.metric = "acc";
  acc.second = 1;
  acc.first_value = 0.80;
  acc.second_value = 0.78;
  acc.value = 0.78 - 0.80;
  acc.low = -0.05;
  acc.high = 0.01;
  Difference perplexity = acc;
  perplexity.metric = "perplexity";
  perplexity.higher_is_better = false;
  perplexity.first_value = 10;
  perplexity.second_value = 10.5;
  perplexity.value = 0.5;
  perplexity.low = 0.3;
  perplexity.high = 0.7;
  report.comparison.differences = {acc, perplexity};
  return report;
}

std::size_t broken(const char* gate, bool whole_interval = false) {
  return broken_gates(losing_report(), {parse_gate(gate)}, {.whole_interval = whole_interval}).size();
}

}  // namespace

TEST_CASE("A gate breaks where the loss is larger than allowed") {
  CHECK(broken("acc -0.019") == 1);
  CHECK(broken("acc -0.02") == 0);  // 0.78 - 0.80 is a little below -0.02 in floating point
  CHECK(broken("acc 0") == 1);
  CHECK(broken("acc,none -0.01") == 1);
  CHECK(broken("perplexity +0.4") == 1);
  CHECK(broken("perplexity 0.4") == 1);
  CHECK(broken("perplexity +0.5") == 0);
}

TEST_CASE("A gate on the interval breaks where all of it is a larger loss") {
  CHECK(broken("acc -0.01", true) == 0);
  CHECK(broken("perplexity +0.2", true) == 1);
  CHECK(broken("perplexity +0.4", true) == 0);
}

TEST_CASE("A broken gate says the values, the difference and the bound") {
  const auto failures = broken_gates(losing_report(), {parse_gate("acc -0.01")});
  REQUIRE(failures.size() == 1);
  CHECK(failures[0].reason == "0.78 against 0.8, difference -0.02 [-0.05, 0.01] below -0.01");
}

TEST_CASE("What could not be compared breaks its gate") {
  Report report = losing_report();
  report.comparison.differences.clear();
  const auto failures = broken_gates(report, {parse_gate("acc -0.5")});
  REQUIRE(failures.size() == 1);
  CHECK(failures[0].reason.find("not compared") == 0);
}

TEST_CASE("A gate that makes no sense is refused with what to write") {
  for (const char* text : {"acc", "acc x", " -0.02", "acc -", "acc +-1", "acc nan", ""}) {
    CAPTURE(text);
    CHECK(error_of([&] { parse_gate(text); }).find("\"acc -0.02\"") != std::string::npos);
  }
  CHECK(error_of([] { broken("acc_nrom -1"); }).find("no score of 'acc_nrom'") != std::string::npos);
  CHECK(error_of([] { broken("accc -1"); }).find("did you mean 'acc'?") != std::string::npos);
  CHECK(error_of([] { broken("acc +0.02"); }).find("better when higher, so a loss is written acc -0.02") !=
        std::string::npos);
}
