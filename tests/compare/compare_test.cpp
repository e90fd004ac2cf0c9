#include "compare/compare.h"

#include <algorithm>
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
  CHECK(one.documents_up == 12);  // a document's value is its ln p, which is better when higher
  CHECK(one.verdict() == Verdict::better);
}

TEST_CASE("Up and down are better and worse where lower is better") {
  Report report = two_runs({3, 3, 3, 5}, {2, 2, 3, 9}, "word_perplexity");
  report.tasks[0].output_type = "loglikelihood_rolling";
  report.tasks[0].metrics[0].higher_is_better = false;
  for (Sample& sample : report.samples) {
    FilteredOutcome& outcome = sample.outcomes.front();
    outcome.stats = {{-std::log(outcome.metrics.front().second.as_number()), 1}};
  }
  const Difference one = compared(report).differences.at(0);
  CHECK(one.up == std::vector<std::int64_t>{0, 1});
  CHECK(one.down == std::vector<std::int64_t>{3});
}

TEST_CASE("The effect of 0/1 scores has the sign of the difference where lower is better, too") {
  Report report = two_runs({1, 1, 1, 0}, {0, 0, 1, 1});
  report.tasks[0].metrics[0].higher_is_better = false;
  const Difference one = compared(report).differences[0];
  CHECK(one.value == doctest::Approx(-0.25));
  CHECK(one.documents_up == 2);
  CHECK(one.documents_down == 1);
  CHECK(*one.effect == doctest::Approx(1.0 / 3 - 0.5));
}

TEST_CASE("Documents of a metric that keeps parts alone go up and down by their own scores") {
  // bleu of one order: system length, reference length, matches, total, references.
  Report report = two_runs({0, 0, 0}, {0, 0, 0}, "bleu");
  report.tasks[0].output_type = "generate_until";
  Dict definition;
  definition.set("metric", "bleu");
  definition.set("max_ngram_order", 1);
  Dict config;
  config.set("metric_list", List{definition});
  report.tasks[0].config = config;
  for (Sample& sample : report.samples) {
    const double right = sample.run == 1 && sample.document == 2 ? 4 : 2;
    sample.outcomes[0].metrics[0].second = List{right, 4};
    sample.outcomes[0].stats = {{4, 4, right, 4, 1}};
  }
  const Difference one = compared(report).differences.at(0);
  CHECK(one.up == std::vector<std::int64_t>{2});
  CHECK(one.down.empty());
  CHECK_FALSE(one.identical);
}

namespace {

/// Two tasks with a primary and a secondary metric each.
Report two_tasks() {
  std::vector<Row> rows;
  for (std::int64_t i = 0; i < 20; ++i) {
    rows.push_back({0, i, "p", {i < 4 ? 1.0 : 0.0, 0.5}});
    rows.push_back({1, i, "p", {i < 12 ? 1.0 : 0.0, i % 2 == 0 ? 0.4 : 0.65}});
  }
  Report report = report_of({column("A"), column("B")}, {"acc", "rouge1"}, rows);
  report.tasks.push_back(report.tasks.front());
  report.tasks[1].name = "u";
  for (std::size_t i = 0; i < 40; ++i) {
    Sample sample = report.samples[i];
    sample.task = "u";
    std::swap(sample.outcomes[0].metrics[0].second, sample.outcomes[0].metrics[1].second);
    report.samples.push_back(sample);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    Score score = report.scores[i];
    score.task = "u";
    report.scores.push_back(score);
  }
  return report;
}

}  // namespace

TEST_CASE("Holm's correction covers the primary metric of each task; others are not tested") {
  const Comparison got = compared(two_tasks());
  REQUIRE(got.differences.size() == 4);
  CHECK(got.family == 2);
  const Difference &t = got.differences[0], &u = got.differences[2];
  CHECK((t.primary && u.primary && !got.differences[1].primary && !got.differences[3].primary));
  const std::vector<double> corrected = holm(std::vector<double>{t.p, u.p});
  CHECK(*t.p_holm == corrected[0]);
  CHECK(*u.p_holm == corrected[1]);
  CHECK(*t.p_holm > t.p);
  for (const std::size_t secondary : {1u, 3u}) {
    CHECK_FALSE(got.differences[secondary].p_holm.has_value());
    CHECK_FALSE(got.differences[secondary].winner().has_value());
    CHECK_FALSE(got.differences[secondary].detectable.has_value());
    CHECK(got.differences[secondary].verdict() == Verdict::not_tested);
  }
}

TEST_CASE("Transforms of one perplexity are one test") {
  Report report = two_runs({3, 4, 5}, {2, 4, 6}, "word_perplexity");
  for (const char* metric : {"byte_perplexity", "bits_per_byte"}) {
    report.tasks[0].metrics.push_back({metric, false});
    for (Sample& sample : report.samples) {
      sample.outcomes[0].metrics.emplace_back(metric, sample.outcomes[0].metrics[0].second);
    }
    for (const std::size_t run : {0u, 1u}) report.scores.push_back({run, "t", "none", metric, {0.5, 0.1, 3}, 0, {}});
  }
  const Comparison got = compared(report);
  CHECK(got.differences.size() == 3);
  CHECK(got.family == 1);
  CHECK(*got.differences[0].p_holm == got.differences[0].p);
}

TEST_CASE("Arms with the same score on every document are identical") {
  CHECK(compared(two_runs({1, 0, 1}, {1, 0, 1})).differences[0].verdict() == Verdict::identical);
  CHECK(compared(two_runs({.1, .2}, {.1, .2}, "rouge1")).differences[0].verdict() == Verdict::identical);
  CHECK(compared(two_runs({1, 0, 1}, {0, 1, 1})).differences[0].verdict() == Verdict::not_significant);
}

TEST_CASE("Documents are paired whatever their prompts, and how these differ is said with an example") {
  Report report = two_runs({1, 1, 1, 1}, {0, 0, 0, 0});
  std::get<LogLikelihood>(report.samples[5].requests[0].request.body).context = "example p";
  const Comparison got = compared(report);
  CHECK(got.differences[0].documents == 4);
  CHECK(got.differences[0].other_prompts == 1);
  CHECK(got.notes.empty());
  REQUIRE(got.prompts.size() == 1);
  CHECK(got.prompts[0].documents == 1);
  CHECK(got.prompts[0].paired == 4);
  CHECK(got.prompts[0].example == 1);
  const std::vector<DiffPiece> diff{{DiffPiece::Kind::added, "example "}, {DiffPiece::Kind::same, "p x"}};
  CHECK(got.prompts[0].diff == diff);
}

TEST_CASE("A prompt that is scored from another place on is another prompt, too") {
  Report report = two_runs({1, 1}, {0, 0});
  report.samples[2].requests[0].request.body = LogLikelihood{"p ", "x"};
  const Comparison got = compared(report);
  REQUIRE(got.prompts.size() == 1);
  CHECK(got.prompts[0].diff.size() > 1);
}

TEST_CASE("Arms whose prompts differ in the same way are named once") {
  Report report = two_runs({1, 1}, {0, 0});
  report.runs.push_back(column("C"));
  report.runs[2].model.name = "o";
  for (std::size_t i = 2; i < 4; ++i) {
    std::get<LogLikelihood>(report.samples[i].requests[0].request.body).context = "example p";
    Sample sample = report.samples[i];
    sample.run = 2;
    report.samples.push_back(sample);
  }
  report.scores.push_back({2, "t", "none", "acc", {0.5, 0.1, 4}, 0, {}});
  const Comparison got = compared(report);
  CHECK(got.differences.size() == 3);
  CHECK(got.prompts.size() == 1);
  CHECK(got.differences[2].other_prompts == 0);
}

TEST_CASE("Other documents under the same number are not paired and named") {
  Report report = two_runs({1, 1, 1, 1}, {0, 0, 0, 0});
  for (Sample& sample : report.samples) sample.document_hash = "h" + std::to_string(sample.document);
  report.samples[6].document_hash = "other";
  const Comparison got = compared(report);
  CHECK(got.differences[0].documents == 3);
  REQUIRE(got.notes.size() == 1);
  CHECK(got.notes[0] ==
        "t: 1 of 4 documents are not the same in A and B (the data differ) and were not paired: number 2");
}

TEST_CASE("Other targets of the same documents are said") {
  Report report = two_runs({1, 1, 1}, {0, 0, 0});
  report.samples[4].target = "other";
  const Comparison got = compared(report);
  CHECK(got.differences[0].documents == 3);
  REQUIRE(got.notes.size() == 1);
  CHECK(got.notes[0] == "t: targets differ on 1 of 3 documents between A and B: 1");
}

TEST_CASE("Runs that have no metric in common on a task are said") {
  Report report = two_runs({1, 1, 1}, {0, 0, 0});
  report.scores[1].metric = "acc_norm";
  const Comparison got = compared(report);
  CHECK(got.differences.empty());
  REQUIRE(got.notes.size() == 1);
  CHECK(got.notes[0] == "t: not compared, since A and B have no score of the same metric");
}

TEST_CASE("Documents of one run alone and failed ones are left out") {
  Report report = two_runs({1, 1, 1, 1, 0}, {0, 0, 0, 0});
  report.samples[0].outcomes.clear();
  const Comparison got = compared(report);
  CHECK(got.differences[0].documents == 3);
  REQUIRE(got.notes.size() == 2);
  CHECK(got.notes[0] == "t: compared on the 4 documents that both have; 1 only in A, 0 only in B");
  CHECK(got.notes[1] == "t: 3 of 4 paired documents have a score (acc) in every run; the others are left out");
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

TEST_CASE("Scores get Wilson's interval where documents are 0 or 1, Student's where they leave [0, 1]") {
  Report report = two_runs({1, 1, 1, 0}, {-.2, -.4, -.4, -.6});
  add_intervals(report);
  CHECK(report.scores[0].interval->method == "wilson");
  CHECK(report.scores[0].interval->low == doctest::Approx(0.30064).epsilon(1e-4));
  CHECK(report.scores[1].interval->method == "t");
  // -0.4 +- 3.18245 * 0.163299 / 2
  CHECK(report.scores[1].interval->high == doctest::Approx(-0.4 + 3.182446 * 0.1632993 / 2).epsilon(1e-6));
}

TEST_CASE("The interval of a mean of values in [0, 1] stays there") {
  Report report = two_runs({0, 0, 0, .5}, {1, 1, .9, 1});
  add_intervals(report);
  const ScoreInterval near_zero = *report.scores[0].interval;
  CHECK(near_zero.method == "effective wilson");
  // mean 0.125, stderr 0.125: 7 trials; z = t(3) = 3.182446
  CHECK(near_zero.low == doctest::Approx(0.009333857).epsilon(1e-5));
  CHECK(near_zero.high == doctest::Approx(0.68414983).epsilon(1e-6));
  const ScoreInterval near_one = *report.scores[1].interval;
  CHECK(near_one.low > 0.7);
  CHECK(near_one.high <= 1);
}

TEST_CASE("A group's interval stays in [0, 1] where its tasks' values do") {
  Report report = two_runs({0, 0, 0, .5}, {});
  GroupFacts group;
  group.facts.name = "g";
  group.tasks = {"t"};
  report.groups = {group};
  Score score = report.scores[0];
  score.task = "g";
  score.estimate = {.value = 0.02, .standard_error = 0.02, .count = 4};
  report.group_scores = {score};
  add_intervals(report);
  REQUIRE(report.group_scores[0].interval);
  CHECK(report.group_scores[0].interval->low > 0);
  report.samples[0].outcomes[0].metrics[0].second = 7.0;
  add_intervals(report);
  CHECK(!report.group_scores[0].interval);  // 1.96 standard errors are shown
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

TEST_CASE("Reports without a common document cannot be compared") {
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
    sample.fields = "other";
  }
  CHECK(error_of(merge).find("not the same in a and b (the data differ)") != std::string::npos);
}

namespace {

/// A run of one task under this name.
Report single_task(const std::string& task, const std::vector<double>& values) {
  Report report = two_runs(values, {});
  report.runs.resize(1);
  report.scores.resize(1);
  report.tasks[0].name = report.scores[0].task = task;
  for (Sample& sample : report.samples) sample.task = task;
  return report;
}

}  // namespace

TEST_CASE("Two names of one task are compared where a person pairs them") {
  std::vector<NamedReport> reports{{"a", single_task("t", {1, 1, 0})}, {"b", single_task("t_v2", {0, 1, 1})}};
  const std::vector<TaskPair> pairs{{"t", "t_v2"}};
  pair_tasks(pairs, reports);
  const Report merged = merge_and_compare(reports);
  REQUIRE(merged.tasks.size() == 1);
  CHECK(merged.comparison.differences.at(0).documents == 3);
  REQUIRE(merged.warnings.size() == 1);
  CHECK(merged.warnings[0] == "t: task t_v2 of b is compared under this name");
}

TEST_CASE("Pairs of tasks name what is there, each in a run of its own") {
  std::vector<NamedReport> reports{{"a", single_task("t", {1})}, {"b", single_task("t_v2", {0})}};
  const auto error = [&](const TaskPair& pair) { return error_of([&] { pair_tasks({&pair, 1}, reports); }); };
  CHECK(error({"t", "t_v3"}) == "no run holds task 't_v3'; did you mean 't_v2'?");
  reports[0].report.tasks.push_back(reports[1].report.tasks[0]);
  CHECK(error({"t", "t_v2"}).find("a holds both 't' and 't_v2'") != std::string::npos);
}

TEST_CASE("Definitions of a task that differ are warned of") {
  Report a = single_task("t", {1, 1, 0}), b = single_task("t", {0, 1, 1});
  b.tasks[0].num_fewshot = 5;
  b.tasks[0].output_type = "multiple_choice";
  b.tasks[0].metrics[0].higher_is_better = false;
  const Report merged = merge_and_compare(std::vector<NamedReport>{{"a", a}, {"b", b}});
  const std::vector<std::string> expected{"t: 0-shot is compared with 5-shot of b",
                                          "t: loglikelihood is compared with multiple_choice of b",
                                          "t: acc is defined otherwise in b; its scores may not be comparable"};
  CHECK(merged.warnings == expected);
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
