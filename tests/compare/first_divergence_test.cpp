#include "compare/first_divergence.h"

#include <doctest/doctest.h>
#include <string>

#include "io/json.h"
#include "support/error_of.h"

using namespace coldread;

namespace {

/// A multiple-choice line with one request; the parts that a case changes.
struct Line {
  std::string doc = R"({"q": "x"})";
  std::string context = "The cat";
  std::string continuation = " sat";
  std::string logprob = "-1.5";
  std::string greedy = "True";
  std::string acc = "1.0";

  Value value(int id = 0) const {
    return parse_json("{\"doc_id\": " + std::to_string(id) + ", \"doc\": " + doc +
                          ", \"arguments\": {\"gen_args_0\": {\"arg_0\": \"" + context + "\", \"arg_1\": \"" +
                          continuation + "\"}}, \"resps\": [[[\"" + logprob + "\", \"" + greedy +
                          "\"]]], \"filtered_resps\": [[\"" + logprob + "\", \"" + greedy +
                          "\"]], \"filter\": \"none\", \"metrics\": [\"acc\"], \"acc\": " + acc + "}",
                      "line");
  }
};

Value generated(const std::string& kwargs, const std::string& text, const std::string& filtered) {
  return parse_json("{\"doc_id\": 3, \"arguments\": {\"gen_args_0\": {\"arg_0\": \"Q\", \"arg_1\": " + kwargs +
                        "}}, \"resps\": [[\"" + text + "\"]], \"filtered_resps\": [\"" + filtered +
                        "\"], \"filter\": \"strict\", \"metrics\": []}",
                    "line");
}

std::string first(const Value& ours, const Value& theirs) {
  const List a{ours};
  const List b{theirs};
  const SampleComparison result = first_divergences(a, b, "theirs");
  if (result.divergences.empty()) return "";
  const Divergence& one = result.divergences.front();
  return std::string(stage_name(one.stage)) + ": " + one.what + ": " + one.ours + " != " + one.theirs;
}

}  // namespace

TEST_CASE("the first stage at which a document differs is named") {
  const Line theirs;
  const auto with = [&](auto change) {
    Line ours;
    change(ours);
    return first(ours.value(), theirs.value());
  };
  CHECK(with([](Line&) {}).empty());
  CHECK(with([](Line& line) { line.doc = R"({"q": "y"})"; }) == R"(document: column 'q': "y" != "x")");
  CHECK(with([](Line& line) { line.context = "The dog", line.logprob = "-9"; }) ==
        R"(prompt: request 0, context, character 5: "The dog" != "The cat")");
  CHECK(with([](Line& line) { line.continuation = "sat"; }) ==
        R"(prompt: request 0, continuation, character 1: "sat" != " sat")");
  CHECK(with([](Line& line) { line.logprob = "-1.51"; }) == "log-probability: request 0: -1.51 != -1.5");
  CHECK(with([](Line& line) {
          line.logprob = "-3.5";
        }).starts_with("log-probability: request 0, too far apart for rounding: other tokens"));
  CHECK(with([](Line& line) { line.greedy = "False"; }) ==
        "log-probability: request 0, whether every token is the most likely one: false != true");
  CHECK(with([](Line& line) { line.acc = "0.0"; }) == "metric: acc: 0.0 != 1.0");
}

TEST_CASE("rounding within the tolerance is measured, not reported") {
  Line ours;
  ours.logprob = "-1.501";
  const List a{ours.value()};
  const List b{Line().value(), Line().value(7)};
  const SampleComparison result = first_divergences(a, b, "theirs");
  CHECK(result.divergences.empty());
  CHECK(result.documents == 1);
  CHECK(result.requests == 1);
  CHECK(result.only_theirs == 1);
  CHECK(result.largest_logprob_difference == doctest::Approx(0.001));
}

TEST_CASE("generated answers are compared after their settings and before the filter") {
  const std::string kwargs = R"({"until": ["\n"], "max_gen_toks": 8, "do_sample": false})";
  const std::string same = R"({"until": "\n", "max_new_tokens": 8, "temperature": 0.0})";
  CHECK(first(generated(kwargs, "a b", "a"), generated(same, "a b", "a")).empty());
  CHECK(first(generated(kwargs, "a b", "a"), generated(R"({"until": ["."], "max_gen_toks": 8})", "a b", "a")) ==
        R"(generation settings: request 0, until: ["\n"] != ["."])");
  CHECK(first(generated(kwargs, "a b", "a"), generated(R"({"until": ["\n"]})", "a b", "a")) ==
        "generation settings: request 0, max_gen_toks: 8 != 256");
  CHECK(first(generated(kwargs, "a b", "a"), generated(kwargs, "a c", "a")) ==
        R"(answer: request 0, character 3: "a b" != "a c")");
  CHECK(first(generated(kwargs, "a b", "a"), generated(kwargs, "a b", "b")) ==
        R"(filter: answer 0, character 1: "a" != "b")");
}

TEST_CASE("a file that holds no samples is an error with its name") {
  const List a{Line().value()};
  const List b{parse_json("{\"x\": 1}", "line")};
  CHECK(test::error_of([&] { first_divergences(a, b, "x.jsonl"); }) ==
        "x.jsonl: is no samples file: a line lacks doc_id, arguments or resps");
}
