#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <filesystem>
#include <string>
#include <vector>

#include "io/file.h"
#include "io/json.h"
#include "stats/group.h"
#include "support/source_dir.h"
#include "support/stored_response.h"
#include "task/chat_template.h"
#include "task/group.h"
#include "task/task.h"

using namespace coldread;

// tests/reference/prompts: what lm-evaluation-harness 0.4.13 asked of a model for each task, and what it made of the
// answers.

namespace {

const std::filesystem::path kFolder = source_dir() / "tests/reference/prompts";

struct Count {
  int passed = 0;
  int all = 0;
  bool add(bool good) {
    ++all;
    passed += good ? 1 : 0;
    return good;
  }
};

bool near(double a, double b) {
  return a == b || std::abs(a - b) <= 1e-9 * std::max(1.0, std::abs(b));
}

/// The chat template of the model that the cases ran with, SmolLM2-135M-Instruct, as its file carries it.
constexpr const char* kSmolTemplate =
    "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou "
    "are "
    "a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + "
    "message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ "
    "'<|im_start|>assistant\n' }}{% endif %}";

ChatFormat chat_of(const Value& run) {
  ChatFormat chat;
  const Value* system = run.find("system_instruction");
  if (system != nullptr && system->is_string()) chat.system_instruction = system->as_string();
  const Value* apply = run.find("apply_chat_template");
  if (apply != nullptr && apply->as_bool()) {
    chat.apply = chat_template(kSmolTemplate, {.bos = "<|im_start|>", .eos = "<|im_end|>"}, "SmolLM2");
    chat.multi_turn = run.find("fewshot_as_multiturn")->as_bool();
  }
  return chat;
}

/// A request in the form of the cases: [context, continuation], [context, {settings}] or [text].
bool same_arguments(const Request& request, const List& expected) {
  if (const auto* score = std::get_if<LogLikelihood>(&request.body)) {
    return score->context == expected[0].as_string() && score->continuation == expected[1].as_string();
  }
  if (const auto* rolling = std::get_if<RollingLogLikelihood>(&request.body))
    return rolling->text == expected[0].as_string();
  const auto& generate = std::get<Generate>(request.body);
  const Value& settings = expected[1];
  List until;
  for (const std::string& stop : generate.until) until.emplace_back(stop);
  const Value* tokens = settings.find("max_gen_toks");
  const Value* sample = settings.find("do_sample");
  return std::get<std::string>(generate.prompt) == expected[0].as_string() && Value(until) == *settings.find("until") &&
         generate.max_tokens == (tokens != nullptr ? tokens->as_int() : 256) &&
         generate.sampling.do_sample == (sample != nullptr && sample->as_bool());
}

struct Tally {
  Count runs, requests, documents, aggregates, groups;
};

/// Scores of one task by filter and metric, for its groups.
struct TaskScores {
  std::string name;
  std::vector<std::string> filters;
  std::vector<std::string> metrics;
  std::vector<std::vector<Estimate>> estimates;  ///< [filter][metric]
};

bool check_requests(const Task& task, const Document& document, const ChatFormat& chat, const Value& expected,
                    Tally& tally) {
  const std::vector<Request> requests = task.requests(document, chat);
  std::vector<const Request*> once;
  for (const Request& request : requests) {
    if (request.key.repeat == 0) once.push_back(&request);
  }
  const List& wanted = expected.find("requests")->as_list();
  bool good = once.size() == wanted.size();
  CHECK(good);
  for (std::size_t i = 0; i < std::min(once.size(), wanted.size()); ++i) {
    CAPTURE(i);
    CAPTURE(to_json(*wanted[i].find("args")));
    const bool same = tally.requests.add(same_arguments(*once[i], wanted[i].find("args")->as_list()));
    CHECK(same);
    good = good && same;
  }
  return good;
}

std::vector<Response> stored_responses(const Value& expected) {
  std::vector<Response> responses;
  for (const Value& request : expected.find("requests")->as_list()) {
    for (const Value& one : request.find("resps")->as_list()) responses.push_back(response_of(one));
  }
  return responses;
}

bool check_scores(const Task& task, const ScoredFilter& scored, const Value& expected) {
  List responses(scored.responses.begin(), scored.responses.end());
  bool good = Value(responses) == *expected.find("filtered_resps");
  CHECK_MESSAGE(good, "filtered: ", to_json(Value(responses)), " != ", to_json(*expected.find("filtered_resps")));
  for (std::size_t m = 0; m < task.metrics().size(); ++m) {
    const Value* value = expected.find("metrics")->find(task.metrics()[m].name);
    REQUIRE(value != nullptr);
    if (!value->is_number()) continue;  // what a corpus metric keeps of a document; its aggregate is compared
    const bool perplexity = task.metrics()[m].name == "perplexity";  // there the log-likelihood is kept
    const bool same = perplexity || near(scored.scores[m].value, value->as_number());
    CHECK_MESSAGE(same, task.metrics()[m].name, ": ", scored.scores[m].value, " != ", value->as_number());
    good = good && same;
  }
  return good;
}

bool check_hashes(const Task& task, const Document& document, const ChatFormat& chat, const Value& expected) {
  const TaskHashes hashes = task.hashes(document, chat);
  CHECK(hashes.document == expected.find("doc_hash")->as_string());
  CHECK(hashes.prompt == expected.find("prompt_hash")->as_string());
  CHECK(hashes.target == expected.find("target_hash")->as_string());
  CHECK(task.target(document) == *expected.find("target"));
  return hashes.document == expected.find("doc_hash")->as_string() &&
         hashes.prompt == expected.find("prompt_hash")->as_string() &&
         hashes.target == expected.find("target_hash")->as_string();
}

void check_estimate(const TaskMetric& metric, const std::string& filter, const Estimate& estimate, const Value& results,
                    Tally& tally) {
  const std::string key = metric.name + "," + filter;
  const std::string error_key = metric.name + "_stderr," + filter;
  CAPTURE(key);
  REQUIRE(results.find(key) != nullptr);
  CHECK(tally.aggregates.add(near(estimate.value, results.find(key)->as_number())));
  const Value& error = *results.find(error_key);
  if (error.is_string()) {
    CHECK(tally.aggregates.add(!estimate.standard_error.has_value()));
  } else {
    REQUIRE(estimate.standard_error.has_value());
    CHECK(tally.aggregates.add(near(*estimate.standard_error, error.as_number())));
  }
}

void check_config(const Task& task, const Value& expected) {
  for (const auto& [key, value] : expected.as_dict()) {
    CAPTURE(key);
    const Value* ours = task.facts().config.find(key);
    REQUIRE(ours != nullptr);
    CHECK(to_json(*ours) == to_json(value));
  }
}

TaskScores check_task(const Task& task, const Value& expected, const Value& run, Tally& tally) {
  const std::string& name = task.facts().name;
  const Value& wanted = *expected.find("tasks")->find(name);
  const List& documents = wanted.find("docs")->as_list();
  REQUIRE(documents.size() == task.documents().size());
  CHECK(task.facts().num_fewshot == expected.find("n-shot")->find(name)->as_int());
  CHECK(task.facts().documents_total == expected.find("n-samples")->find(name)->find("original")->as_int());
  CHECK(Value(task.facts().version) == Value([&] {
          const Value& version = *expected.find("versions")->find(name);
          return version.is_string() ? version.as_string() : to_json(version);
        }()));
  check_config(task, *wanted.find("config"));
  std::vector<std::vector<std::vector<ItemScore>>> items(task.filters().size(),
                                                         std::vector<std::vector<ItemScore>>(task.metrics().size()));
  const ChatFormat chat = chat_of(run);
  bool any_failed = false;
  for (std::size_t d = 0; d < documents.size(); ++d) {
    CAPTURE(d);
    const Document& document = task.documents()[d];
    bool good = check_requests(task, document, chat, documents[d], tally);
    good = check_hashes(task, document, chat, documents[d]) && good;
    const auto scored = task.score(document, stored_responses(documents[d]));
    for (std::size_t f = 0; f < scored.size(); ++f) {
      CAPTURE(scored[f].filter);
      if (!scored[f].failure.empty()) {
        any_failed = true;
        // A gold answer out of range is scored 0 there; here the document fails.
        CHECK(scored[f].failure.find("out of range") != std::string::npos);
        CHECK(documents[d].find("filters")->find(scored[f].filter)->find("metrics")->find("acc")->as_number() == 0);
        continue;
      }
      good = check_scores(task, scored[f], *documents[d].find("filters")->find(scored[f].filter)) && good;
      for (std::size_t m = 0; m < items[f].size(); ++m) items[f][m].push_back(scored[f].scores[m]);
    }
    tally.documents.add(good);
  }
  const std::int64_t iterations = run.find("bootstrap_iters")->as_int();
  TaskScores scores{.name = name, .filters = task.filters(), .metrics = {}, .estimates = {}};
  for (const TaskMetric& metric : task.metrics()) scores.metrics.push_back(metric.name);
  for (std::size_t f = 0; f < items.size(); ++f) {
    scores.estimates.emplace_back();
    for (std::size_t m = 0; m < items[f].size(); ++m) {
      const TaskMetric& metric = task.metrics()[m];
      scores.estimates[f].push_back(
          estimate(*metric.metric, items[f][m], metric.aggregation, {.iterations = iterations}));
      if (any_failed) continue;
      check_estimate(metric, task.filters()[f], scores.estimates[f][m], *expected.find("results")->find(name), tally);
    }
  }
  return scores;
}

/// A group's scores from those of its leaf tasks.
void check_group(const TaskGroup& group, const std::vector<std::string>& loaded, const std::vector<TaskScores>& scores,
                 const Value& expected, Tally& tally) {
  for (const TaskGroup& child : group.groups) check_group(child, loaded, scores, expected, tally);
  for (const GroupAggregate& aggregate : group.aggregates) {
    std::vector<double> values;
    std::vector<double> errors;
    std::vector<std::int64_t> sizes;
    for (const std::string& leaf : group.leaves()) {
      const auto at = static_cast<std::size_t>(std::find(loaded.begin(), loaded.end(), leaf) - loaded.begin());
      const TaskScores& task = scores[at];
      for (std::size_t m = 0; m < task.metrics.size(); ++m) {
        if (task.metrics[m] != aggregate.metric) continue;
        values.push_back(task.estimates[0][m].value);
        errors.push_back(task.estimates[0][m].standard_error.value());
        sizes.push_back(task.estimates[0][m].count);
      }
    }
    const Value* results = expected.find("groups")->find(group.name);
    REQUIRE(results != nullptr);
    CAPTURE(group.name);
    const std::vector<std::int64_t> ones(sizes.size(), 1);
    const double value = weighted_mean(values, aggregate.weight_by_size ? sizes : ones);
    const double error =
        aggregate.weight_by_size ? pooled_standard_error(errors, sizes) : unweighted_standard_error(errors);
    CHECK(tally.groups.add(near(value, results->find(aggregate.metric + ",none")->as_number())));
    CHECK(tally.groups.add(near(error, results->find(aggregate.metric + "_stderr,none")->as_number())));
    CHECK(results->find("alias")->as_string() == group.alias);
  }
}

}  // namespace

TEST_CASE("tasks give the requests, filtered answers, metrics and group scores of lm-evaluation-harness") {
  const std::array<std::filesystem::path, 1> folders{kFolder};
  const TaskIndex index(folders);
  CHECK(index.problems().empty());
  Tally tally;
  const Value entries = parse_json(read_text_file(kFolder / "index.json"), "index.json");
  for (const Value& entry : entries.as_list()) {
    const std::string name = entry.find("entry")->as_string();
    CAPTURE(name);
    const Value expected = parse_json(read_text_file(kFolder / (name + ".expected.json")), name);
    const Value& run = *expected.find("run");
    const std::string base = name.substr(0, name.find("__"));
    const std::vector<std::string> names = index.select(base);
    CHECK(names.size() == expected.find("tasks")->as_dict().size());
    std::vector<TaskScores> scores;
    const int requests_before = tally.requests.all - tally.requests.passed;
    for (const std::string& one : names) {
      CAPTURE(one);
      const auto task = index.load(one);
      scores.push_back(check_task(*task, expected, run, tally));
    }
    if (!expected.find("groups")->is_null()) check_group(index.group(base), names, scores, expected, tally);
    tally.runs.add(tally.requests.all - tally.requests.passed == requests_before);
  }
  MESSAGE("prompts: runs ", tally.runs.passed, "/", tally.runs.all, ", requests ", tally.requests.passed, "/",
          tally.requests.all, ", documents ", tally.documents.passed, "/", tally.documents.all, ", aggregates ",
          tally.aggregates.passed, "/", tally.aggregates.all, ", group scores ", tally.groups.passed, "/",
          tally.groups.all);
  CHECK(tally.runs.all == 48);
}
