#include "report/choices.h"

#include <cmath>
#include <doctest/doctest.h>

#include "report/fixture/report_fixture.h"
#include "report/writers.h"

using namespace coldread;

namespace {

/// Documents of two choices: where the reference stands, and ln p of each choice.
Report report_of(const std::vector<std::pair<std::int64_t, std::vector<double>>>& documents) {
  Report report;
  report.runs = {fixture::run_column("m", "gpt2", 1)};
  report.tasks = {fixture::task_facts("t", "Task", "", "multiple_choice", 0, {{"acc", true}})};
  std::int64_t id = 0;
  for (const auto& [gold, logprobs] : documents) {
    Sample sample = fixture::sample_of(0, "t", id++, gold);
    double best = -INFINITY;
    for (std::size_t i = 0; i < logprobs.size(); ++i) {
      fixture::add_request(sample, static_cast<std::int32_t>(i), LogLikelihood{"Q", " choice " + std::to_string(i)},
                           fixture::token_scores(logprobs[i], 1, 2));
      best = std::max(best, logprobs[i]);
    }
    const bool right = logprobs[static_cast<std::size_t>(gold)] == best;
    sample.outcomes = {{"none", {}, {{"acc", right ? 1.0 : 0.0}}}};
    report.samples.push_back(std::move(sample));
  }
  report.scores = {fixture::mean_score(report, 0, "t", "acc")};
  return report;
}

}  // namespace

TEST_CASE("Choices are counted by the positions of reference and choice, with margins") {
  // Probabilities of the choices: 3/4 and right, 3/4 and wrong, 3/4 and right, each by ln 3.
  const double ln_3 = std::log(3.0);
  const Report report = report_of({{0, {0, -ln_3}}, {1, {0, -ln_3}}, {1, {-ln_3, 0}}});
  const auto tasks = choice_tasks(report, arms_of_report(report));
  REQUIRE(tasks.size() == 1);
  const ChoiceFacts& facts = tasks[0].arms[0];
  CHECK(facts.chosen == std::vector<std::vector<std::int64_t>>{{1, 0}, {1, 1}});
  CHECK(facts.margin == doctest::Approx(ln_3));
  CHECK(facts.wrong_margin == doctest::Approx(ln_3));
  REQUIRE(facts.bins.size() == 1);
  CHECK(facts.bins[0].count == 3);
  CHECK(facts.bins[0].confidence == doctest::Approx(0.75));
  CHECK(facts.calibration_error == doctest::Approx(0.75 - 2.0 / 3));
}

TEST_CASE("Documents with unequal numbers of choices, and tasks of voices, have no such table") {
  CHECK(choice_tasks(report_of({{0, {0, -1}}, {0, {0, -1, -2}}}), {{"m", {0}}}).empty());
  Report voices = report_of({{0, {0, -1}}, {1, {0, -1}}});
  Dict config, metadata, personas;
  personas.set("column", "persona");
  metadata.set("personas", personas);
  config.set("metadata", metadata);
  voices.tasks[0].config = config;
  CHECK(choice_tasks(voices, {{"m", {0}}}).empty());
  const std::string page = html(voices);
  CHECK(page.find("\u2717 wrong") == std::string::npos);
  CHECK(page.find("<p class=\"headline\">m: 0\u00A0documents.") != std::string::npos);
}
