#include "report/csv.h"

#include <algorithm>
#include <doctest/doctest.h>

#include "report/fixture/report_fixture.h"
#include "report/fixture/rfc4180.h"
#include "report/writers.h"

using namespace coldread;
using coldread::fixture::parse_rfc4180;

namespace {

/// What a reader of the file does to get the text back.
std::string unguarded(const std::string& cell) {
  if (!cell.empty() && cell[0] == '\'' && guard_formula(cell.substr(1)) == cell) return cell.substr(1);
  return cell;
}

std::size_t column_of(const std::vector<std::string>& head, const std::string& name) {
  return static_cast<std::size_t>(std::ranges::find(head, name) - head.begin());
}

}  // namespace

TEST_CASE("Text that a spreadsheet would run gets a single quote in front") {
  CHECK(guard_formula("=1+1") == "'=1+1");
  CHECK(guard_formula("+cmd") == "'+cmd");
  CHECK(guard_formula("-cmd|' /C calc'!A0") == "'-cmd|' /C calc'!A0");
  CHECK(guard_formula("@SUM(A1)") == "'@SUM(A1)");
  CHECK(guard_formula("\tx") == "'\tx");
  CHECK(guard_formula("\rx") == "'\rx");
  CHECK(guard_formula("  =1") == "'  =1");
  CHECK(guard_formula("\n=1") == "'\n=1");
  CHECK(guard_formula("\u200B=1") == "'\u200B=1");
  CHECK(guard_formula("\uFEFF\u00A0@x") == "'\uFEFF\u00A0@x");
  CHECK(guard_formula("\uFF1D1") == "'\uFF1D1");
  CHECK(guard_formula("-Infinity") == "'-Infinity");
  CHECK(guard_formula("-") == "'-");
  CHECK(guard_formula("1.5e") == "1.5e");
  CHECK(guard_formula("-1.5e") == "'-1.5e");
}

TEST_CASE("Plain numbers and harmless text stay as they are") {
  for (const char* text :
       {"", "-1", "+2.50", "-0.5e-07", ".5", "-3.", "a=b", "x-1", "'quoted'", " in the garden", "'"}) {
    CHECK(guard_formula(text) == text);
  }
}

TEST_CASE("The guard can be taken off again, whatever the text began with") {
  for (const char* text : {"=1", "'=1", "''=1", "-5", "'-5", "- 5", "' =1", "plain", "'plain", "\tx", "'\tx", ""}) {
    CAPTURE(text);
    CHECK(unguarded(guard_formula(text)) == text);
  }
}

TEST_CASE("A hundred thousand odd cells survive the round trip") {
  const std::vector<std::string> pieces{",", "\"", "\r\n", "\n", "\r", "=",      "+",      "-",    "@",    "\t",
                                        "'", "1",  "e",    ".",  " ",  "\u00E9", "\u200B", "word", "\"\"", "\u2028"};
  fixture::Dice dice(5);
  CsvWriter csv;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 100'000; ++i) {
    std::string text;
    for (std::size_t n = dice.below(6); n > 0; --n) text += pieces[dice.below(pieces.size())];
    csv.text(text);
    if (i % 10 == 9) csv.end_row();
    texts.push_back(std::move(text));
  }
  const auto rows = parse_rfc4180(csv.take());
  REQUIRE(rows.size() == 10'000);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    REQUIRE(rows[i / 10].size() == 10);
    wrong += unguarded(rows[i / 10][i % 10]) != texts[i];
  }
  CHECK(wrong == 0);
}

TEST_CASE("results.csv has one row a score and numbers that read back to the same bits") {
  Report report = fixture::example_report();
  report.scores[0].estimate.value = 0.1 + 0.2;
  report.scores[1].estimate.standard_error = std::nullopt;
  const auto rows = parse_rfc4180(results_csv(report));
  REQUIRE(rows.size() == report.scores.size() + 1);
  const auto value = column_of(rows[0], "value");
  REQUIRE(value < rows[0].size());
  CHECK(rows[1][value] == "0.30000000000000004");
  for (const auto& row : rows) CHECK(row.size() == rows[0].size());
  const auto cell = [&](const char* run, const char* metric, const char* name) -> std::string {
    for (const auto& row : rows) {
      if (row[0] == run && row[column_of(rows[0], "metric")] == metric) return row[column_of(rows[0], name)];
    }
    return "absent";
  };
  CHECK(cell("SmolLM2-135M-Instruct", "perplexity", "stderr") == "");
  CHECK(cell("SmolLM2-135M-Instruct", "perplexity", "higher_is_better") == "false");
  CHECK(cell("gpt2", "exact_match", "failures") == "2");
  CHECK(cell("gpt2", "exact_match", "n") == "46");
  CHECK(cell("gpt2", "bleu", "signature") == "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp");
}

TEST_CASE("samples.csv has one row a sample and filter, metrics in their own columns, failures by name") {
  const Report report = fixture::example_report();
  const auto rows = parse_rfc4180(samples_csv(report));
  REQUIRE(rows.size() == report.samples.size() + 1);
  const auto& head = rows[0];
  const auto find_row = [&](const char* run, const char* task, const char* document) {
    for (const auto& row : rows) {
      if (row[0] == run && row[1] == task && row[2] == document) return row;
    }
    return std::vector<std::string>(head.size());
  };
  const auto failed = find_row("gpt2", "qa", "7");
  CHECK(failed[column_of(head, "status")] == "failed");
  CHECK(failed[column_of(head, "failure")] == "the logits of token 3 are not finite");
  CHECK(failed[column_of(head, "f1")] == "");
  const auto truncated = find_row("gpt2", "qa", "4");
  CHECK(truncated[column_of(head, "status")] == "truncated");
  CHECK(truncated[column_of(head, "truncated_tokens")] == "37");
  const auto choice = find_row("SmolLM2-135M-Instruct", "choice", "0");
  CHECK(choice[column_of(head, "choice_logprobs")].front() == '[');
  CHECK(choice[column_of(head, "rouge1")] == "");
  CHECK((choice[column_of(head, "acc")] == "1.0" || choice[column_of(head, "acc")] == "0.0"));
  const auto summary = find_row("gpt2", "tldr", "0");
  CHECK(summary[column_of(head, "bleu")] == "[3, 1, 0, 0, 24, 23, 22, 21]");
  CHECK(summary[column_of(head, "stop")] == "eos");
  const auto arabic = find_row("gpt2", "qa", "0");
  CHECK(arabic[column_of(head, "reference")] == "على الرف");
}
