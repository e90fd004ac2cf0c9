#include "compare/quality.h"

#include <doctest/doctest.h>

using namespace coldread;

namespace {

Sample said(std::size_t run, std::int64_t document, const std::string& text, std::vector<TokenId> ids,
            StopReason stop) {
  Sample sample;
  sample.run = run;
  sample.task = "t";
  sample.document = document;
  GeneratedText answer;
  answer.text = text;
  answer.logprobs.assign(ids.size(), -0.5F);
  answer.ids = std::move(ids);
  answer.stop = stop;
  sample.requests = {{{{"t", document, 0, 0}, Generate{}}, answer}};
  return sample;
}

/// The texts that some runs of one task generated.
Report report_of(std::size_t runs, std::vector<Sample> samples) {
  Report report;
  report.runs.resize(runs);
  report.tasks.resize(1);
  report.tasks[0].name = "t";
  report.tasks[0].output_type = "generate_until";
  report.samples = std::move(samples);
  return report;
}

}  // namespace

TEST_CASE("Texts are described by variety, repetition, length, endings and where they leave the first run") {
  const Report report = report_of(2, {
                                         said(0, 0, "a b a b", {1, 2, 1, 2}, StopReason::until),
                                         said(0, 1, "c", {3}, StopReason::end_of_text),
                                         said(1, 0, "a b a c", {1, 2, 1, 3}, StopReason::length),
                                         said(1, 1, "c", {3}, StopReason::end_of_text),
                                     });
  const auto got = text_qualities(report);
  REQUIRE(got.size() == 2);
  CHECK(got[0].texts == 2);
  CHECK(*got[0].distinct_1 == doctest::Approx(3.0 / 5));  // a b c of five words
  CHECK(*got[0].distinct_2 == doctest::Approx(2.0 / 3));  // a b, b a of three pairs
  CHECK(got[0].repetition == 0);
  CHECK(got[0].mean_tokens == 2.5);
  CHECK(got[0].mean_logprob == -0.5);
  CHECK(got[0].stops_until == 1);
  CHECK(got[0].stops_end == 1);
  CHECK_FALSE(got[0].same_texts.has_value());
  CHECK(got[1].same_texts == 1);
  CHECK(got[1].first_divergence == 3);
}

TEST_CASE("Texts of one word have no pairs, so no share of different ones") {
  const Report report = report_of(1, {said(0, 0, "yes", {1}, StopReason::until)});
  CHECK(text_qualities(report)[0].distinct_1 == 1.0);
  CHECK_FALSE(text_qualities(report)[0].distinct_2.has_value());
}

TEST_CASE("A text that says the same four words again repeats itself") {
  const Report report = report_of(1, {said(0, 0, "we go to town we go to town", {1}, StopReason::length)});
  // five runs of four words, four of them different
  CHECK(text_qualities(report)[0].repetition == doctest::Approx(0.2));
  CHECK_FALSE(text_qualities(report)[0].self_bleu.has_value());
}

TEST_CASE("A text that is the beginning of another leaves it at its end") {
  GeneratedText a, b;
  a.ids = {1, 2};
  b.ids = {1, 2, 3};
  CHECK(first_divergence(a, b) == 2);
  CHECK_FALSE(first_divergence(b, b).has_value());
}
