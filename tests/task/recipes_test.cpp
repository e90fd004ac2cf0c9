#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "io/file.h"
#include "io/json.h"
#include "support/error_of.h"
#include "support/source_dir.h"
#include "support/stored_response.h"
#include "task/recipes/number_words.h"
#include "task/recipes/recipe.h"
#include "task/task.h"

using namespace coldread;

// tests/reference/recipes: what lm-evaluation-harness 0.4.13, with its own Python functions, asked for made-up rows and
// how it scored fixed answers.

namespace {

const std::filesystem::path kFolder = source_dir() / "tests/reference/recipes";

bool near(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max(1.0, std::abs(b));
}

void check_request(const Request& request, const List& expected) {
  if (const auto* rolling = std::get_if<RollingLogLikelihood>(&request.body)) {
    CHECK(rolling->text == expected[0].as_string());
  } else if (const auto* score = std::get_if<LogLikelihood>(&request.body)) {
    CHECK(score->context == expected[0].as_string());
    CHECK(score->continuation == expected[1].as_string());
  } else {
    const auto& generate = std::get<Generate>(request.body);
    CHECK(std::get<std::string>(generate.prompt) == expected[0].as_string());
    CHECK(Value(List(generate.until.begin(), generate.until.end())) == *expected[1].find("until"));
    const Value* tokens = expected[1].find("max_gen_toks");
    CHECK(generate.max_tokens == (tokens != nullptr ? tokens->as_int() : 256));
  }
}

/// A pipeline without take_first leaves lists there, and its one response here.
List without_lists(const List& responses) {
  List list;
  for (const Value& one : responses)
    list.push_back(one.is_list() && one.as_list().size() == 1 ? one.as_list()[0] : one);
  return list;
}

void check_document(const Task& task, const Document& document, const Value& expected) {
  const std::vector<Request> requests = task.requests(document);
  const List& wanted = expected.find("requests")->as_list();
  REQUIRE(requests.size() == wanted.size());
  std::vector<Response> responses;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    check_request(requests[i], wanted[i].find("args")->as_list());
    responses.push_back(response_of(wanted[i].find("resps")->as_list().front()));
  }
  for (const ScoredFilter& scored : task.score(document, responses)) {
    REQUIRE_MESSAGE(scored.failure.empty(), scored.failure);
    const Value& filtered = *expected.find("filters")->find(scored.filter);
    CHECK(Value(List(scored.responses.begin(), scored.responses.end())) ==
          Value(without_lists(filtered.find("filtered_resps")->as_list())));
    for (std::size_t m = 0; m < task.metrics().size(); ++m) {
      CAPTURE(task.metrics()[m].name);
      const Value* value = filtered.find("metrics")->find(task.metrics()[m].name);
      if (value != nullptr && value->is_number()) CHECK(near(scored.scores[m].value, value->as_number()));
    }
  }
}

void check_aggregates(const Task& task, const Value& expected) {
  std::vector<std::vector<ItemScore>> items(task.metrics().size());
  const List& documents = expected.find("docs")->as_list();
  for (std::size_t d = 0; d < documents.size(); ++d) {
    std::vector<Response> responses;
    for (const Value& request : documents[d].find("requests")->as_list()) {
      responses.push_back(response_of(request.find("resps")->as_list().front()));
    }
    const auto scored = task.score(task.documents()[d], responses);
    for (std::size_t m = 0; m < items.size(); ++m) items[m].push_back(scored.front().scores.at(m));
  }
  for (std::size_t m = 0; m < items.size(); ++m) {
    const TaskMetric& metric = task.metrics()[m];
    CAPTURE(metric.name);
    const Value* value = expected.find("results")->find(metric.name + "," + task.filters().front());
    REQUIRE(value != nullptr);
    CHECK(near(estimate(*metric.metric, items[m], metric.aggregation).value, value->as_number()));
  }
}

}  // namespace

TEST_CASE("ports of Python functions give the requests, filtered answers and scores of the originals") {
  const std::array<std::filesystem::path, 1> folders{kFolder};
  const TaskIndex index(folders);
  CHECK(index.problems().empty());
  const auto is_expected = [](const std::filesystem::directory_entry& file) {
    return file.path().string().ends_with(".expected.json");
  };
  CHECK(static_cast<std::ptrdiff_t>(index.entries().size()) ==
        std::ranges::count_if(std::filesystem::directory_iterator(kFolder), is_expected));
  for (const TaskIndex::Entry& entry : index.entries()) {
    const Value expected =
        parse_json(read_text_file(kFolder / (entry.file.stem().string() + ".expected.json")), entry.file.string());
    CAPTURE(entry.name);
    const auto task = index.load(entry.name);
    const List& documents = expected.find("docs")->as_list();
    REQUIRE(task->documents().size() == documents.size());
    for (std::size_t d = 0; d < documents.size(); ++d) {
      CAPTURE(d);
      check_document(*task, task->documents()[d], documents[d]);
    }
    check_aggregates(*task, expected);
  }
}

TEST_CASE("a function is known in its family of tasks alone") {
  const auto known = [](const char* task, const char* data, const char* function) {
    return find_python_function({.task = task, .dataset_path = data}, function) != nullptr;
  };
  CHECK(known("hellaswag", "json", "utils.process_docs"));
  CHECK(known("hellaswag_local", "json", "utils.process_docs"));
  CHECK(known("my_task", "Rowan/hellaswag", "utils.process_docs"));
  CHECK_FALSE(known("hellaswag_local", "someone/other", "utils.process_docs"));
  CHECK(known("my_hellaswag", "json", "utils.process_docs"));
  CHECK(known("my-cnn_dailymail-test", "json", "utils.process_results"));
  CHECK_FALSE(known("hellaswagger", "json", "utils.process_docs"));
  CHECK_FALSE(known("my_race", "someone/race", "utils.doc_to_text"));
  CHECK_FALSE(known("hellaswag", "json", "utils.doc_to_text"));
  CHECK(known("anything", "someone/other", "utils.weighted_f1_score"));
  CHECK_FALSE(known("anything", "someone/other", "utils.f1"));
}

TEST_CASE("every family has a name and functions of different names") {
  for (const Recipe& recipe : recipes()) {
    CHECK_FALSE(recipe.families.empty());
    std::set<std::string_view> names;
    for (const auto& [name, port] : recipe.functions) CHECK(names.insert(name).second);
    CHECK_FALSE(names.empty());
  }
}

TEST_CASE("numbers in English words are read as word2number reads them") {
  CHECK(number_of_words("twenty-one") == "21");
  CHECK(number_of_words("two hundred and five") == "205");
  CHECK(number_of_words("forty two thousand six hundred and seven") == "42607");
  CHECK(number_of_words("three million") == "3000000");
  CHECK_FALSE(number_of_words("thousand two thousand").has_value());
  CHECK_FALSE(number_of_words("none at all").has_value());
}
