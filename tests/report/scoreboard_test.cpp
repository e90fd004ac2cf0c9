#include "report/scoreboard.h"

#include <doctest/doctest.h>

#include "report/fixture/report_fixture.h"

using namespace coldread;

namespace {

std::string shown(double value, double low, double high) {
  const Score score{.run = 0,
                    .task = "t",
                    .filter = "none",
                    .metric = "m",
                    .estimate = {value, 0.125, 12},
                    .failures = 0,
                    .signature = {},
                    .interval = ScoreInterval{low, high, "t"}};
  return value_with_interval(score, score_format(std::abs(value), (high - low) / 2));
}

}  // namespace

TEST_CASE("A score is its value and its 95 % interval") {
  CHECK(shown(0.58333, 0.3195, 0.8067) == "0.583 [0.32, 0.81]");
  CHECK(shown(23.456, 21.3, 25.1) == "23.46 [21.3, 25.1]");
  CHECK(shown(1043.71, 980.2, 1101.4) == "1043.7 [980, 1101]");
  CHECK(shown(-5.028, -5.5, -4.5) == "-5.028 [-5.50, -4.50]");
}

TEST_CASE("Narrow intervals get the decimals that show them, and values as many") {
  CHECK(shown(0.58333, 0.5733, 0.5933) == "0.583 [0.573, 0.593]");
  CHECK(shown(0.8512345, 0.8508, 0.8517) == "0.85123 [0.85080, 0.85170]");
  CHECK(shown(0.5, 0.5, 0.5) == "0.500 [0.50, 0.50]");
}

TEST_CASE("Without an interval a score is its value alone, or has that of its standard error") {
  Score score{.run = 0,
              .task = "t",
              .filter = "none",
              .metric = "m",
              .estimate = {0.5, std::nullopt, 12},
              .failures = 0,
              .signature = {}};
  CHECK(value_with_interval(score, {}) == "0.500");
  CHECK(standard_error_text(score, {}) == "");
  score.estimate.standard_error = 0.1;
  CHECK(value_with_interval(score, {}) == "0.500 [0.30, 0.70]");
  CHECK(standard_error_text(score, {}) == "0.100");
}

TEST_CASE("A row's numbers have the decimals of its narrowest interval") {
  const Report report = fixture::example_report();
  for (const TaskBlock& block : score_blocks(report)) {
    for (const ScoreRow& row : block.rows) {
      CHECK(format_of(row).value >= format_of(row).interval);
      CHECK(row.document_value == (row.metric == "perplexity" ? "ln p" : row.metric));
    }
  }
}
