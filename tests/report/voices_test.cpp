#include "report/voices.h"

#include <cmath>
#include <doctest/doctest.h>

#include "report/fixture/report_fixture.h"

using namespace coldread;

namespace {

/// One run on a task whose metadata names the column "who".
Report spoken(const std::string& output_type) {
  Report report;
  report.runs = {fixture::run_column("m", "gpt2", 1)};
  report.tasks = {fixture::task_facts("t", "", "", output_type, 0, {})};
  Dict personas, metadata, config;
  personas.set("column", "who");
  personas.set("against", "nobody");
  metadata.set("personas", std::move(personas));
  config.set("metadata", std::move(metadata));
  report.tasks[0].config = std::move(config);
  return report;
}

Sample by(const std::string& voice, std::int64_t document) {
  Sample sample = fixture::sample_of(0, "t", document, 0);
  Dict fields;
  fields.set("who", voice);
  sample.fields = std::move(fields);
  return sample;
}

void ask(Sample& sample, std::int32_t choice, const std::string& word, double probability) {
  fixture::add_request(sample, choice, LogLikelihood{"the Earth is", word},
                       fixture::token_scores(std::log(probability), 1, 3));
}

}  // namespace

TEST_CASE("The words that a voice moves most stand first, with both probabilities") {
  Report report = spoken("multiple_choice");
  Sample nobody = by("nobody", 0), poet = by("poet", 1);
  ask(nobody, 0, " round", 0.5);
  ask(nobody, 1, " flat", 0.25);
  ask(nobody, 2, " blue", 0.25);
  ask(poet, 0, " round", 0.1);
  ask(poet, 1, " flat", 0.3);
  ask(poet, 2, " blue", 0.6);
  report.samples = {nobody, poet};
  const auto tables = voice_tables(report);
  REQUIRE(tables.size() == 1);
  CHECK(tables[0].against == "nobody");
  REQUIRE(tables[0].voices.size() == 1);
  const Voice& voice = tables[0].voices[0];
  CHECK(voice.name == "poet");
  REQUIRE(voice.gains.size() == 2);
  CHECK(voice.gains[0].word == " blue");
  CHECK(voice.gains[0].probability == doctest::Approx(0.6));
  CHECK(voice.gains[0].against == doctest::Approx(0.25));
  CHECK(voice.gains[1].word == " flat");
  REQUIRE(voice.losses.size() == 1);
  CHECK(voice.losses[0].word == " round");
}

TEST_CASE("Texts of each voice are described, that of nobody too") {
  Report report = spoken("generate_until");
  Sample nobody = by("nobody", 0), poet = by("poet", 1);
  fixture::add_request(nobody, 0, Generate{}, fixture::generated("a b a", StopReason::until, 3));
  fixture::add_request(poet, 0, Generate{}, fixture::generated("c d", StopReason::until, 3));
  report.samples = {nobody, poet};
  const auto tables = voice_tables(report);
  REQUIRE(tables.size() == 1);
  REQUIRE(tables[0].voices.size() == 2);
  CHECK(tables[0].voices[0].distinct_1 == doctest::Approx(2.0 / 3));
  CHECK(tables[0].voices[1].distinct_1 == 1);
}

TEST_CASE("Tasks that name no personas have no table") {
  CHECK(voice_tables(fixture::example_report()).empty());
}
