#include <array>
#include <doctest/doctest.h>
#include <string>

#include "base/error.h"
#include "io/json.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"
#include "task/group.h"
#include "task/render.h"
#include "task/task.h"

using namespace coldread;
using test::contains;
using test::error_of;

namespace {

using Names = std::vector<std::string>;

std::string task_yaml(const std::string& name, const std::string& more = "") {
  return "task: " + name +
         "\ndataset_path: json\ndataset_kwargs: {data_files: {test: a.jsonl}}\ntest_split: test\n"
         "doc_to_text: q\ndoc_to_target: a\n" +
         more;
}

struct Folder : TemporaryFolder {
  Folder() { write("a.jsonl", "{\"q\":\"Q1\",\"a\":\"x\"}\n{\"q\":\"Q2\",\"a\":\"y\"}\n{\"q\":\"Q3\",\"a\":\"z\"}\n"); }
  TaskIndex index() const { return TaskIndex(std::array<std::filesystem::path, 1>{path()}); }
};

}  // namespace

TEST_CASE("tasks are selected by name, tag, glob and path") {
  const Folder folder;
  folder.write("one.yaml", task_yaml("one", "tag: [t, u]\nmetadata: {description: First}\n"));
  folder.write("two.yaml", task_yaml("two", "tag: t\n"));
  folder.write("base.yaml", "dataset_path: json\n");
  const TaskIndex index = folder.index();
  CHECK(index.problems().empty());
  REQUIRE(index.entries().size() == 2);
  CHECK(index.entries()[0].name == "one");
  CHECK(index.entries()[0].description == "First");
  CHECK(index.entries()[0].output_type == "generate_until");
  CHECK(index.select("one") == Names{"one"});
  CHECK(index.select("t") == Names{"one", "two"});
  CHECK(index.select("t*") == Names{"two"});
  const std::string path = (folder.path() / "two.yaml").string();
  CHECK(index.select(path) == Names{path});
  CHECK(index.load(path)->facts().name == "two");
  CHECK(contains(error_of([&] { index.select("oen"); }), "unknown task 'oen'; did you mean 'one'?"));
  CHECK(contains(error_of([&] { index.select("z*"); }), "no task matches 'z*'"));
  CHECK(contains(error_of([&] { index.load("oen"); }), "unknown task 'oen'; did you mean 'one'?"));
}

TEST_CASE("a name that two files define is an error that names both") {
  const Folder folder;
  folder.write("a.yaml", task_yaml("one"));
  folder.write("b.yaml", task_yaml("one"));
  const TaskIndex index = folder.index();
  const std::string error = error_of([&] { index.select("one"); });
  CHECK(contains(error, "'one' is defined twice: in "));
  CHECK(contains(error, "a.yaml and in "));
  CHECK(contains(error, "b.yaml"));
  CHECK(index.problems().size() == 1);
}

TEST_CASE("two folders that define one name are an error where it is asked for, and its file says which is meant") {
  const Folder first;
  const Folder second;
  first.write("one.yaml", task_yaml("one"));
  first.write("two.yaml", task_yaml("two"));
  second.write("one.yaml", task_yaml("one", "repeats: 2\n"));
  const TaskIndex index(std::array<std::filesystem::path, 2>{first.path(), second.path()});
  const std::string error = error_of([&] { index.load("one"); });
  CHECK(contains(error, (first.path() / "one.yaml").string()));
  CHECK(contains(error, (second.path() / "one.yaml").string()));
  CHECK(index.select("two") == Names{"two"});
  const std::string file = (second.path() / "one.yaml").string();
  CHECK(index.load(file)->requests(index.load(file)->documents()[0]).size() == 2);
}

TEST_CASE("a folder within another, and one that is named twice, give each task once") {
  const Folder folder;
  folder.write("inside/one.yaml", task_yaml("one"));
  const std::array<std::filesystem::path, 3> folders{folder.path(), folder.path() / "inside", folder.path()};
  const TaskIndex index(folders);
  CHECK(index.select("one") == Names{"one"});
  CHECK(index.problems().empty());
}

TEST_CASE("a broken file does not keep the others from working") {
  const Folder folder;
  folder.write("one.yaml", task_yaml("one"));
  folder.write("broken.yaml", "task: broken\nx: [\n");
  const TaskIndex index = folder.index();
  CHECK(index.select("one") == Names{"one"});
  REQUIRE(index.problems().size() == 1);
  CHECK(contains(index.problems()[0], "broken.yaml:"));
  CHECK(contains(error_of([&] { index.select("broken"); }), "broken.yaml:"));
}

TEST_CASE("a folder that is missing is an error") {
  CHECK_THROWS_WITH_AS(TaskIndex(std::array<std::filesystem::path, 1>{"/nonexistent/tasks"}),
                       "/nonexistent/tasks: no such folder of tasks", Error);
}

TEST_CASE("groups resolve to their leaf tasks, with settings of their own") {
  const Folder folder;
  folder.write("one.yaml", task_yaml("one", "tag: t\n"));
  folder.write("two.yaml", task_yaml("two", "tag: t\n"));
  folder.write("g.yaml",
               "group: g\ngroup_alias: Gee\ntask:\n  - one\n  - task: two\n    repeats: 3\n"
               "  - group: inner\n    task: [t]\naggregate_metric_list: [{metric: acc, weight_by_size: false}]\n");
  folder.write("h.yaml", "group: h\ntask: [g]\nrepeats: 2\n");
  const TaskIndex index = folder.index();
  CHECK(index.select("g") == Names{"one", "g::two", "two"});
  CHECK(index.load("g::two")->facts().name == "two");
  const auto requests = [&](const std::string& name) {
    const auto task = index.load(name);
    return task->requests(task->documents()[0]).size();
  };
  CHECK(requests("two") == 1);
  CHECK(requests("g::two") == 3);
  const TaskGroup group = index.group("g");
  CHECK(group.alias == "Gee");
  REQUIRE(group.groups.size() == 1);
  CHECK(group.groups[0].name == "g::inner");
  CHECK(!group.aggregates[0].weight_by_size);
  CHECK(index.select("h") == Names{"g::one", "g::two", "g::inner::one", "g::inner::two"});
  CHECK(requests("g::one") == 2);
}

TEST_CASE("groups with unknown members or circles are errors") {
  const Folder folder;
  folder.write("one.yaml", task_yaml("one"));
  folder.write("g.yaml", "group: g\ntask:\n  - oen\n");
  folder.write("a.yaml", "group: a\ntask: [b]\n");
  folder.write("b.yaml", "group: b\ntask: [a]\n");
  const TaskIndex index = folder.index();
  CHECK(contains(error_of([&] { index.select("g"); }),
                 "g.yaml:3:5: unknown task 'oen' in group 'g'; did you mean 'one'?"));
  CHECK(contains(error_of([&] { index.select("a"); }), "group 'a' contains itself"));
  CHECK(index.select("one") == Names{"one"});
}

TEST_CASE("overrides change limit, examples and any key") {
  const Folder folder;
  folder.write("one.yaml", task_yaml("one", "fewshot_config: {sampler: first_n}\n"));
  const TaskIndex index = folder.index();
  TaskOverrides overrides;
  overrides.limit = 2;
  overrides.num_fewshot = 1;
  overrides.fields.set("target_delimiter", "=");
  const auto task = index.load("one", overrides);
  CHECK(task->documents().size() == 2);
  CHECK(task->facts().documents_total == 3);
  CHECK(task->facts().documents_used == 2);
  const std::vector<Dict> lines = render(*task);
  REQUIRE(lines.size() == 2);
  CHECK(lines[1].find("context")->as_string() == "Q1=x\n\nQ2");
  CHECK(
      to_json(Value(lines[1]))
          .starts_with(
              R"({"task": "one", "doc_id": 1, "type": "generate_until", "context": "Q1=x\n\nQ2", "until": ["\n\n"], "max_tokens": 256)"));
  overrides.fields.set("target_delimeter", "=");
  CHECK(contains(error_of([&] { index.load("one", overrides); }),
                 "settings of task 'one': unknown key 'target_delimeter'; did you mean 'target_delimiter'?"));
}

TEST_CASE("num_fewshot 0 in the file stays, with a warning") {
  const Folder folder;
  folder.write("one.yaml", task_yaml("one", "num_fewshot: 0\n"));
  TaskOverrides overrides;
  overrides.num_fewshot = 2;
  const auto task = folder.index().load("one", overrides);
  CHECK(task->facts().num_fewshot == 0);
  REQUIRE(task->warnings().size() == 1);
  CHECK(contains(task->warnings()[0], "fixes num_fewshot to 0"));
}

TEST_CASE("a group's key in metric_list is warned about") {
  const Folder folder;
  folder.write("one.yaml", task_yaml("one", "metric_list: [{metric: exact_match, weight_by_size: true}]\n"));
  const auto task = folder.index().load("one");
  REQUIRE(task->warnings().size() == 1);
  CHECK(contains(task->warnings()[0], "one.yaml:7:53: 'weight_by_size' has no effect in metric_list"));
}

TEST_CASE("mistakes in filters and metrics are named with their place") {
  const Folder folder;
  const auto error = [&](const std::string& more) {
    folder.write("one.yaml", task_yaml("one", more));
    return error_of([&] { folder.index().load("one"); });
  };
  CHECK(contains(error("metric_list: [{metric: exact_mach}]\n"),
                 "one.yaml:7:24: unknown metric 'exact_mach'; did you mean 'exact_match'?"));
  CHECK(contains(error("metric_list: [{metric: acc}]\n"),
                 "one.yaml:7:24: metric 'acc' cannot score output_type generate_until"));
  CHECK(contains(error("metric_list: [{metric: exact_match, aggregation: meen}]\n"),
                 "one.yaml:7:50: metric 'exact_match' has no aggregation 'meen'; did you mean 'mean'?"));
  CHECK(contains(error("metric_list: [{metric: exact_match}, {metric: exact_match}]\n"), "listed twice"));
  CHECK(contains(error("filter_list: [{name: x, filter: [{function: regx}]}]\n"), "one.yaml:7:45: "));
  CHECK(contains(error("filter_list: [{name: x, filter: [{function: regex, regex_pattern: '('}]}]\n"),
                 "one.yaml:7:45: "));
  CHECK(contains(error("filter_list: [{name: x, filters: []}]\n"),
                 "unknown key 'filters' in filter_list; did you mean 'filter'?"));
  CHECK(contains(error("fewshot_split: dev\nnum_fewshot: 1\n"),
                 "one.yaml:7:16: the data has no split 'dev'; it has: test"));
}

TEST_CASE("failed requests and gold answers out of range fail the document, not the run") {
  const Folder folder;
  folder.write("b.jsonl", "{\"q\":\"Q\",\"c\":[\"x\",\"y\"],\"a\":1}\n{\"q\":\"Q\",\"c\":[\"x\",\"y\"],\"a\":5}\n");
  folder.write("mc.yaml",
               "task: mc\ndataset_path: json\ndataset_kwargs: {data_files: {test: b.jsonl}}\ntest_split: test\n"
               "output_type: multiple_choice\ndoc_to_text: q\ndoc_to_choice: c\ndoc_to_target: a\n");
  const auto task = folder.index().load("mc");
  TokenScores low;
  low.total = -2;
  TokenScores high;
  high.total = -1;
  const std::array<Response, 2> answers{low, high};
  const auto good = task->score(task->documents()[0], answers);
  REQUIRE(good.size() == 1);
  CHECK(good[0].filter == "none");
  CHECK(good[0].scores.size() == 2);
  CHECK(good[0].scores[0].value == 1);
  const auto bad = task->score(task->documents()[1], answers);
  CHECK(bad[0].scores.empty());
  CHECK(bad[0].responses.size() == 2);
  CHECK(bad[0].failure == "gold answer 5 is out of range: there are 2 choices");
  const std::array<Response, 2> failed{low, RequestFailure{"too long"}};
  CHECK(task->score(task->documents()[0], failed)[0].failure == "too long");
}
