#include "compare/compare.h"

#include <cmath>
#include <doctest/doctest.h>

#include "compare/merge.h"
#include "stats/mcnemar.h"
#include "stats/multiple_comparisons.h"
#include "support/error_of.h"

using namespace coldread;
using coldread::test::error_of;

namespace {

RunColumn column(const std::string& id, std::uint64_t seed = 0) {
  RunColumn run;
  run.id = id;
  run.model.name = "m";
  run.sampling.seed = seed;
  return run;
}

/// One document of a run, with its prompt and the values of its metrics.
struct Row {
  std::size_t run;
  std::int64_t document;
  std::string prompt;
  std::vector<double> values;
};

/// One task "t" with these metrics; scores are the means.
Report report_of(std::vector<RunColumn> runs, const std::vector<std::string>& metrics, const std::vector<Row>& rows) {
  Report report;
  report.name = "r";
  report.runs = std::move(runs);
  TaskFacts task;
  task.name = "t";
  task.version = "1";
  task.output_type = metrics.front() == "rouge1" ? "generate_until" : "loglikelihood";
  for (const std::string& metric : metrics) task.metrics.push_back({metric, true});
  report.tasks = {task};
  for (const Row& row : rows) {
    Sample sample;
    sample.run = row.run;
    sample.task = "t";
    sample.document = row.document;
    sample.requests = {{{{"t", row.document, 0, 0}, LogLikelihood{row.prompt, " x"}}, TokenScores{}}};
    FilteredOutcome outcome{.filter = "none", .responses = {}, .metrics = {}};
    for (std::size_t m = 0; m < metrics.size(); ++m) outcome.metrics.emplace_back(metrics[m], row.values[m]);
    sample.outcomes = {outcome};
    report.samples.push_back(sample);
  }
  for (std::size_t run = 0; run < report.runs.size(); ++run) {
    for (const std::string& metric : metrics) report.scores.push_back({run, "t", "none", metric, {0.5, 0.1, 4}, 0, {}});
  }
  return report;
}

Report two_runs(const std::vector<double>& first, const std::vector<double>& second,
                const std::string& metric = "acc") {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < first.size(); ++i) rows.push_back({0, static_cast<std::int64_t>(i), "p", {first[i]}});
  for (std::size_t i = 0; i < second.size(); ++i) rows.push_back({1, static_cast<std::int64_t>(i), "p", {second[i]}});
  return report_of({column("A"), column("B", 0)}, {metric}, rows);
}

Comparison compared(Report report) {
  report.runs[1].model.name = "n";
  return compare_arms(report, arms_of(report));
}

}  // namespace

TEST_CASE("0/1 scores are compared by McNemar's exact test, with the documents that flipped") {
  const Comparison got = compared(two_runs({1, 1, 0, 0, 0, 0, 0, 1}, {1, 0, 1, 1, 1, 1, 1, 1}));
  REQUIRE(got.differences.size() == 1);
  const Difference& one = got.differences[0];
  CHECK(one.up == std::vector<std::int64_t>{2, 3, 4, 5, 6});
  CHECK(one.down == std::vector<std::int64_t>{1});
  CHECK(one.test == "mcnemar");
  CHECK(one.p == mcnemar(1, 5).p_exact);
  CHECK(one.value == doctest::Approx(0.5));
  CHECK(one.effect_name == "g");
  CHECK(*one.effect == doctest::Approx(5.0 / 6 - 0.5));
  CHECK_FALSE(one.beyond_noise);
  CHECK_FALSE(one.winner().has_value());
}

TEST_CASE("Other means are compared by exchanging signs, in all ways where there are few") {
  // 0.5 in each of eight documents: of the 256 ways to sign them, two are as far from 0.
  const Comparison got =
      compared(two_runs({.1, .2, .3, .4, .1, .2, .3, .4}, {.6, .7, .8, .9, .6, .7, .8, .9}, "rouge1"));
  const Difference& one = got.differences[0];
  CHECK(one.test == "randomisation");
  CHECK(one.p == doctest::Approx(2.0 / 256));
  CHECK(one.interval == "bootstrap");
  CHECK(one.low == doctest::Approx(0.5));
  CHECK(one.high == doctest::Approx(0.5));
  CHECK(one.beyond_noise);
  CHECK(got.arms[*one.winner()].id == "B");
}

TEST_CASE("Many documents are compared over rounds of random signs") {
  std::vector<double> first(60, 0.25), second;
  for (int i = 0; i < 60; ++i) second.push_back(i % 3 == 0 ? 0.5 : 0.125);
  const Difference one = compared(two_runs(first, second, "rouge1")).differences[0];
  CHECK(one.test == "randomisation 9999");
  CHECK(one.value == doctest::Approx(0).epsilon(1e-12));
  CHECK(one.p == 1);
  CHECK(one.low < 0);
  CHECK(one.high > 0);
  CHECK(*one.detectable > 0);
}

TEST_CASE("A corpus metric is computed anew for every exchange and every replicate") {
  std::vector<double> first, second;
  for (int i = 0; i < 12; ++i) {
    first.push_back(-2.0 - 0.1 * i);
    second.push_back(-1.0 - 0.1 * i);
  }
  Report report = two_runs(first, second, "perplexity");
  report.tasks[0].metrics[0].higher_is_better = false;
  const Difference one = compared(report).differences[0];
  CHECK(one.first_value == doctest::Approx(std::exp(2.55)));
  CHECK(one.second_value == doctest::Approx(std::exp(1.55)));
  CHECK(one.p < 0.01);
  CHECK(one.high < 0);
  CHECK(one.winner() == 1);
}

TEST_CASE("p values are corrected over the whole table") {
  std::vector<Row> rows;
  for (std::int64_t i = 0; i < 20; ++i) {
    rows.push_back({0, i, "p", {i < 4 ? 1.0 : 0.0, 0.5}});
    rows.push_back({1, i, "p", {i < 12 ? 1.0 : 0.0, i % 2 == 0 ? 0.4 : 0.65}});
  }
  Report report = report_of({column("A"), column("B")}, {"acc", "rouge1"}, rows);
  const Comparison got = compared(report);
  REQUIRE(got.differences.size() == 2);
  const std::vector<double> p{got.differences[0].p, got.differences[1].p};
  const std::vector<double> corrected = holm(p);
  CHECK(got.differences[0].p_holm == corrected[0]);
  CHECK(got.differences[1].p_holm == corrected[1]);
  CHECK(got.differences[0].p_holm > got.differences[0].p);
}

TEST_CASE("Documents with another prompt are not paired, and said") {
  Report report = two_runs({1, 1, 1, 1}, {0, 0, 0, 0});
  std::get<LogLikelihood>(report.samples[5].requests[0].request.body).context = "q";
  const Comparison got = compared(report);
  CHECK(got.differences[0].documents == 3);
  REQUIRE(got.notes.size() == 1);
  CHECK(got.notes[0] == "t: 1 of 4 documents have another prompt in B than in A and were not paired: 1");
}

TEST_CASE("Documents of one run alone and failed ones are left out") {
  Report report = two_runs({1, 1, 1, 1, 0}, {0, 0, 0, 0});
  report.samples[0].outcomes.clear();
  const Comparison got = compared(report);
  CHECK(got.differences[0].documents == 3);
  REQUIRE(got.notes.size() == 1);
  CHECK(got.notes[0] == "t: compared on the 4 documents that both have; 1 are in A alone, 0 in B alone");
}

TEST_CASE("Documents of one passage go together") {
  Report report = two_runs({1, 1, 1, 1, 0, 0}, {0, 0, 0, 0, 1, 1});
  for (Sample& sample : report.samples) {
    Dict fields;
    fields.set("passage", sample.document < 4 ? "one" : "two");
    sample.fields = fields;
  }
  const Difference one = compared(report).differences[0];
  CHECK(one.documents == 6);
  CHECK(one.clusters == 2);
  CHECK(one.test == "randomisation");
  CHECK(one.p == 1);  // sums of -4 and 2: every way to sign them is at least 2 from 0
}

TEST_CASE("Runs that differ in their seed alone are one arm; a document's score is their mean") {
  std::vector<Row> rows;
  for (std::int64_t i = 0; i < 6; ++i) {
    rows.push_back({0, i, "p", {1}});
    rows.push_back({1, i, "p", {1}});
    rows.push_back({2, i, "p", {0}});
  }
  Report report = report_of({column("greedy"), column("k / seed 0", 0), column("k / seed 1", 1)}, {"acc"}, rows);
  report.runs[1].setting = report.runs[2].setting = "k";
  const std::vector<Arm> arms = arms_of(report);
  REQUIRE(arms.size() == 2);
  CHECK(arms[1].id == "k (2 seeds)");
  const Difference one = compare_arms(report, arms).differences[0];
  CHECK(one.value == doctest::Approx(-0.5));
  CHECK(one.test == "randomisation");
}

TEST_CASE("Scores get Wilson's interval where documents are 0 or 1, Student's where they are not") {
  Report report = two_runs({1, 1, 1, 0}, {.2, .4, .4, .6});
  add_intervals(report);
  CHECK(report.scores[0].interval->method == "wilson");
  CHECK(report.scores[0].interval->low == doctest::Approx(0.30064).epsilon(1e-4));
  CHECK(report.scores[1].interval->method == "t");
  // 0.4 +- 3.18245 * 0.163299 / 2
  CHECK(report.scores[1].interval->high == doctest::Approx(0.4 + 3.182446 * 0.1632993 / 2).epsilon(1e-6));
}

TEST_CASE("Passages whose documents are all wrong leave room for others: Wilson's interval over the passages") {
  Report report = two_runs({0, 0, 0, 0}, {0, 0, 0, 0});
  const auto with_passages = [&](const std::vector<std::string>& passages) {
    for (Sample& sample : report.samples) {
      Dict fields;
      fields.set("passage", passages[static_cast<std::size_t>(sample.document)]);
      sample.fields = std::move(fields);
    }
    add_intervals(report);
    return *report.scores[0].interval;
  };
  const ScoreInterval two = with_passages({"x", "x", "y", "y"});
  CHECK(two.method == "wilson");
  CHECK(two.low == doctest::Approx(0).epsilon(1e-9));
  CHECK(two.high == doctest::Approx(0.657620));                                  // z^2 / (n + z^2), n = 2
  CHECK(with_passages({"x", "x", "x", "x"}).high == doctest::Approx(0.489890));  // one passage: n = 4 documents
}

TEST_CASE("Reports are put side by side under names that do not clash") {
  Report a = two_runs({1, 1, 0}, {}), b = two_runs({0, 1, 1}, {});
  for (Report* one : {&a, &b}) {
    one->runs.resize(1);
    one->scores.resize(1);
  }
  b.tasks[0].version = "2";
  const std::vector<NamedReport> reports{{"runs/a", a}, {"runs/b", b}};
  const Report merged = merge_and_compare(reports);
  REQUIRE(merged.runs.size() == 2);
  CHECK(merged.runs[0].id == "a");
  CHECK(merged.runs[1].id == "b");
  CHECK(merged.samples.size() == 6);
  CHECK(merged.comparison.differences[0].documents == 3);
  REQUIRE(merged.warnings.size() == 1);
  CHECK(merged.warnings[0] == "t: version 1 is compared with version 2 of b");
  const Report same = merge_and_compare(std::vector<NamedReport>{{"x/run", a}, {"y/run", b}});
  CHECK(same.runs[0].id == "x/run");
}

TEST_CASE("Arms of one report that share documents do not make two reports comparable") {
  Report a = two_runs({1, 1, 0}, {0, 1, 1}), b = a;
  for (Report* one : {&a, &b}) one->runs[1].model.name = "n";
  for (Sample& sample : b.samples) sample.document += 10;
  const auto merge = [&] { merge_and_compare(std::vector<NamedReport>{{"a", a}, {"b", b}}); };
  CHECK(error_of(merge).find("no document in common") != std::string::npos);
}

TEST_CASE("Reports without a common document or prompt cannot be compared") {
  Report a = two_runs({1, 1, 0}, {}), b = two_runs({0, 1, 1}, {});
  for (Report* one : {&a, &b}) {
    one->runs.resize(1);
    one->scores.resize(1);
  }
  for (Sample& sample : b.samples) sample.document += 10;
  const auto merge = [&] { merge_and_compare(std::vector<NamedReport>{{"a", a}, {"b", b}}); };
  CHECK(error_of(merge).find("no document in common") != std::string::npos);
  for (Sample& sample : b.samples) {
    sample.document -= 10;
    std::get<LogLikelihood>(sample.requests[0].request.body).context = "other";
  }
  CHECK(error_of(merge).find("no document with the same prompt") != std::string::npos);
}

namespace {

/// Tasks "a" and "b" of a group "g", their documents' scores under two runs.
Report grouped(const std::vector<double>& a1, const std::vector<double>& a2, const std::vector<double>& b1,
               const std::vector<double>& b2) {
  Report report = two_runs(a1, a2);
  const Report other = two_runs(b1, b2);
  report.runs[1].model.name = "n";
  report.tasks.push_back(report.tasks.front());
  report.tasks[0].name = "a";
  report.tasks[1].name = "b";
  for (Sample& sample : report.samples) sample.task = "a";
  for (Sample sample : other.samples) {
    sample.task = "b";
    report.samples.push_back(sample);
  }
  report.scores.clear();
  for (const std::size_t run : {0u, 1u}) {
    for (const char* task : {"a", "b"}) report.scores.push_back({run, task, "none", "acc", {0.5, 0.1, 4}, 0, {}});
    report.group_scores.push_back({run, "g", "none", "acc", {0.5, 0.1, 8}, 0, {}});
  }
  GroupFacts group;
  group.facts.name = "g";
  group.facts.metrics = {{"acc", true}};
  group.tasks = {"a", "b"};
  report.groups = {group};
  return report;
}

}  // namespace

TEST_CASE("a group is compared by its tasks' differences, weighted by size or alike") {
  Report report = grouped({0, 0}, {1, 0}, {0, 0, 0, 0, 1, 1}, {1, 1, 1, 0, 1, 1});
  const auto group_row = [](const Report& of) { return compare_arms(of, arms_of(of)).differences.back(); };
  const Difference weighted = group_row(report);
  CHECK(weighted.task == "g");
  CHECK(weighted.tasks == 2);
  CHECK(weighted.documents == 8);
  CHECK(weighted.documents_up == 4);
  CHECK(weighted.documents_down == 0);
  CHECK(weighted.value == doctest::Approx(4.0 / 8));
  CHECK(weighted.first_value == doctest::Approx(2.0 / 8));
  CHECK(weighted.interval == "stratified bootstrap");
  CHECK(weighted.test == "randomisation");
  CHECK(weighted.p == doctest::Approx(2.0 / 16));  // four documents differ, all one way
  CHECK(weighted.low < weighted.value);
  CHECK(weighted.high > weighted.value);
  report.groups[0].unweighted = {"acc"};
  CHECK(group_row(report).value == doctest::Approx((1.0 / 2 + 3.0 / 6) / 2));
  CHECK(group_row(report).first_value == doctest::Approx((0.0 + 2.0 / 6) / 2));
}

TEST_CASE("a group's tasks are resampled each for itself") {
  // Within each task all documents differ alike: nothing is left to vary.
  const Report report = grouped({0, 0, 0}, {1, 1, 1}, {0, 0, 0}, {0, 0, 0});
  const Comparison got = compare_arms(report, arms_of(report));
  const Difference& group = got.differences.back();
  CHECK(group.value == doctest::Approx(0.5));
  CHECK(group.low == doctest::Approx(0.5));
  CHECK(group.high == doctest::Approx(0.5));
  CHECK(group.p == doctest::Approx(2.0 / 8));
}

TEST_CASE("a group with a task that was not paired is not compared, and a note says why") {
  const Report report = grouped({0, 0, 1}, {1, 1, 1}, {0, 1}, {0});
  const Comparison got = compare_arms(report, arms_of(report));
  for (const Difference& one : got.differences) CHECK(one.task != "g");
  REQUIRE(!got.notes.empty());
  CHECK(got.notes.back() == "g: not compared as a group, since fewer than two documents of b were paired");
}
