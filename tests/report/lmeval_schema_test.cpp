#include <doctest/doctest.h>

#include "report/fixture/lmeval_report.h"
#include "report/fixture/report_fixture.h"
#include "report/lmeval_text.h"
#include "report/writers.h"
#include "template/template.h"

using namespace coldread;
using coldread::fixture::at;

namespace {

std::string without_own_key(const std::string& line) {
  return line.substr(0, line.rfind(", \"coldread\": {")) + "}";
}

/// Results without what coldread adds to each task: over how many documents its means go.
Value without_own_counts(const Value& results) {
  if (!results.is_dict()) return results;
  Dict plain;
  for (const auto& [task, value] : results.as_dict()) {
    if (!value.is_dict()) {
      plain.set(task, value);
      continue;
    }
    Dict own = value.as_dict();
    own.erase("scored");
    own.erase("asked");
    plain.set(task, std::move(own));
  }
  return plain;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

/// Where ours lacks a name of theirs, or has another kind of value under it (null stands for any; what they leave null
/// may hold something here). Values are compared under the keys that depend on the answers alone.
void compare(const Value& theirs, const Value& ours, const std::string& path, std::vector<std::string>& differences) {
  if (theirs.is_dict() && ours.is_dict()) {
    for (const auto& [key, value] : theirs.as_dict()) {
      if (const Value* own = ours.find(key)) {
        compare(value, *own, path + "/" + key, differences);
      } else {
        differences.push_back(path + "/" + key + " is missing");
      }
    }
  } else if (!theirs.is_null() && theirs.kind() != ours.kind()) {
    differences.push_back(path + " is a " + std::string(kind_name(ours.kind())));
  }
}

}  // namespace

TEST_CASE("Samples are lm-evaluation-harness's lines to the byte, but for one key of our own at the end") {
  for (const std::string task : {"cr_gen_regex", "cr_mc_letters"}) {
    const std::string file = fixture::reference_file("samples_" + task + "_DATE.jsonl");
    const auto theirs = lines_of(read_text_file(file));
    const auto ours = lines_of(samples_jsonl(fixture::lmeval_report(task), 0, task));
    REQUIRE(ours.size() == theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) CHECK(without_own_key(ours[i]) == theirs[i]);
  }
}

TEST_CASE("results.json has lm-evaluation-harness's names, nesting and kinds of values") {
  for (const std::string task : {"cr_gen_regex", "cr_mc_letters"}) {
    const Value theirs = fixture::reference_results(task);
    const Value ours = parse_json(results_json(fixture::lmeval_report(task)), "results.json");
    std::vector<std::string> differences;
    compare(theirs, ours, "", differences);
    for (const std::string& difference : differences) FAIL_CHECK(difference);
    for (const char* key :
         {"results", "group_subtasks", "configs", "versions", "n-shot", "higher_is_better", "n-samples",
          "tokenizer_pad_token", "tokenizer_eos_token", "tokenizer_bos_token", "eot_token_id", "max_length",
          "task_hashes", "model_name", "model_name_sanitized", "date", "total_evaluation_time_seconds"}) {
      CAPTURE(key);
      CHECK(to_json(without_own_counts(at(ours, key))) == to_json(at(theirs, key)));
    }
  }
}

TEST_CASE("results.json lists every run, and its top level is the first") {
  const Report report = fixture::example_report();
  const std::string text = results_json(report);
  CHECK(text.starts_with("{\n  \"results\": {\n    \"cloze\": {\n      \"name\": \"cloze\",\n"));
  const Value json = parse_json(text, "results.json");
  const List& runs = at(json, "runs").as_list();
  REQUIRE(runs.size() == 2);
  CHECK(at(runs[0], "results") == at(json, "results"));
  CHECK_FALSE(at(runs[1], "results") == at(json, "results"));
  CHECK(at(runs[1], "id").as_string() == "gpt2");
  CHECK(at(at(at(json, "results"), "language_modelling"), "bits_per_byte_stderr,none").as_string() == "N/A");
  CHECK(at(at(json, "coldread"), "answers_digest").as_string() == report.answers_digest);
}

TEST_CASE("A failed request leaves its line without responses and metrics, and says why") {
  const Report report = fixture::example_report();
  const auto lines = lines_of(samples_jsonl(report, 1, "qa"));
  REQUIRE(lines.size() == 48);
  const Value line = parse_json(lines[7], "samples");
  CHECK(at(line, "doc_id").as_int() == 7);
  CHECK(at(line, "resps").as_list().front().as_list().empty());
  CHECK(at(line, "metrics").as_list().empty());
  CHECK(line.find("f1") == nullptr);
  const Value& request = at(at(line, "coldread"), "requests").as_list().front();
  CHECK(at(request, "failure").as_string() == "the logits of token 3 are not finite");
}

TEST_CASE("Repeats of a request share its arguments; rolling requests give their log-likelihood alone") {
  Report report = fixture::example_report();
  report.samples.resize(1);
  Sample& sample = report.samples.front();
  sample.requests.clear();
  Generate prompt;
  prompt.prompt = "p";
  fixture::add_request(sample, 0, prompt, fixture::generated("a", StopReason::length, 1));
  fixture::add_request(sample, 0, prompt, fixture::generated("b", StopReason::length, 1));
  sample.requests[1].request.key.repeat = 1;
  fixture::add_request(sample, 1, RollingLogLikelihood{"t"}, fixture::token_scores(-2.5, 1, 0));
  const Value line = parse_json(samples_jsonl(report, 0, "cloze"), "samples");
  CHECK(to_json(at(line, "resps")) == R"([["a", "b"], ["-2.5"]])");
  CHECK(at(line, "arguments").as_dict().size() == 2);
  CHECK(to_json(at(at(line, "arguments"), "gen_args_1")) == R"({"arg_0": "t"})");
}

TEST_CASE("Targets are written as Python's str() writes them") {
  CHECK(python_str("plain 'text'") == "plain 'text'");
  CHECK(python_str(List{"a", "it's", "say \"it's\"", "tab\t\\"}) == R"(['a', "it's", 'say "it\'s"', 'tab\t\\'])");
  CHECK(python_str(List{1, 1.0, true, nullptr, "é\u00A0"}) == "[1, 1.0, True, None, 'é\\xa0']");
  Dict dict;
  dict.set("k", List{});
  CHECK(python_str(dict) == "{'k': []}");
}

TEST_CASE("run.json holds what differs between executions") {
  Execution execution;
  execution.started = "2030-01-02T03:04:05Z";
  execution.seconds_evaluating = 2;
  execution.threads = 2;
  execution.answered_requests = 1022;
  const Value json = parse_json(execution_json(fixture::example_report(), execution), "run.json");
  CHECK(at(json, "started").as_string() == "2030-01-02T03:04:05Z");
  CHECK(at(json, "requests_per_second").as_real() == 511.0);
  CHECK(at(json, "answers_digest").as_string() == fixture::example_report().answers_digest);
}
