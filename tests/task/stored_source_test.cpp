#include "task/stored_source.h"

#include <array>
#include <doctest/doctest.h>

#include "io/json.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"
#include "task/render.h"
#include "task/task.h"

namespace coldread {
namespace {

using test::contains;
using test::error_of;

constexpr const char* kTask = R"(task: capitals
dataset_path: json
dataset_kwargs: {data_files: {test: rows.jsonl, train: pool.jsonl}}
test_split: test
training_split: train
output_type: multiple_choice
doc_to_text: "{{q}}"
doc_to_choice: [Paris, Rome]
doc_to_target: g
num_fewshot: 2
description: "In {{q}}:\n"
metric_list: [{metric: acc}, {metric: acc_norm}]
metadata: {version: 3}
)";

struct Scratch : TemporaryFolder {
  Scratch() {
    write("capitals.yaml", kTask);
    write("rows.jsonl", "{\"q\":\"France\",\"g\":0}\n{\"q\":\"Italy\",\"g\":1}\n{\"q\":\"Rome\",\"g\":1}\n");
    write("pool.jsonl", "{\"q\":\"A\",\"g\":0}\n{\"q\":\"B\",\"g\":1}\n{\"q\":\"C\",\"g\":0}\n{\"q\":\"D\",\"g\":1}\n");
  }
  std::unique_ptr<Task> load(const TaskOverrides& overrides = {}) const {
    return TaskIndex(std::array<std::filesystem::path, 1>{path()}).load("capitals", overrides);
  }
};

std::vector<std::string> records_of(const TaskSource& source) {
  std::vector<std::string> records;
  write_source(source, [&](const Value& record, bool) { records.push_back(to_json(record)); });
  return records;
}

TaskSource read_back(const std::vector<std::string>& records) {
  std::size_t i = 0;
  TaskSource source = read_source([&] { return i < records.size() ? parse_json(records[i++], "test") : Value(); });
  CHECK(i == records.size());
  return source;
}

/// All that a task shows.
std::string shown(const Task& task) {
  std::string text = to_json(task.facts().config) + std::to_string(task.facts().documents_total);
  for (const Dict& line : render(task)) text += to_json(line);
  for (const Document& document : task.documents()) {
    text += to_json(task.target(document)) + task.hashes(document).prompt + task.hashes(document).document;
  }
  for (const std::string& warning : task.warnings()) text += warning;
  return text;
}

TEST_CASE("a task is made again of what it was made of, its data and its file gone") {
  std::vector<std::string> records;
  std::string before;
  {
    const Scratch scratch;
    TaskOverrides overrides;
    overrides.name = "capitals of the world";
    overrides.limit = 2;
    const auto task = scratch.load(overrides);
    before = shown(*task);
    records = records_of(task->source());
  }
  const auto again = make_task(read_back(records));
  CHECK(again->facts().name == "capitals of the world");
  CHECK(again->facts().documents_used == 2);
  CHECK(shown(*again) == before);
  CHECK(records_of(again->source()) == records);
}

TEST_CASE("only the documents that are asked and the examples that are used are kept") {
  const Scratch scratch;
  TaskOverrides overrides;
  overrides.num_fewshot = 1;
  overrides.limit = 1;
  const auto task = scratch.load(overrides);
  CHECK(records_of(task->source()).size() == 1 + 1 + 1);
  CHECK(task->source().rows->files == "rows.jsonl");
}

TEST_CASE("records that nobody wrote are errors") {
  const Scratch scratch;
  const std::vector<std::string> sound = records_of(scratch.load()->source());
  const auto error_with = [&](std::size_t line, const std::string& what, const std::string& by) {
    std::vector<std::string> records = sound;
    const std::size_t at = records[line].find(what);
    REQUIRE(at != std::string::npos);
    records[line].replace(at, what.size(), by);
    return error_of([&] { read_back(records); });
  };
  CHECK(contains(error_with(0, "\"documents\": 3", "\"documents\": 0"), "no documents"));
  CHECK(contains(error_with(0, "\"documents\": 3", "\"documents\": 1000000000000"), "a stored task"));
  CHECK(contains(error_with(0, "\"documents\": 3", "\"documents\": -1"), "no count"));
  CHECK(contains(error_with(0, "\"columns\"", "\"colums\""), "columns"));
  CHECK(contains(error_with(1, "\"fields\"", "\"field\""), "fields"));
  CHECK(contains(error_with(1, "\"examples\": [", "\"examples\": [77, "), "lacks one of its examples"));
  CHECK(contains(error_with(2, "\"id\": 1", "\"id\": \"1\""), "without a number"));
}

TEST_CASE("groups are kept with all below them") {
  TaskGroup group{.name = "g", .alias = "G", .version = "2", .tasks = {"a", "b"}, .groups = {}, .aggregates = {}};
  group.aggregates.push_back({.metric = "acc", .filters = {"none"}, .weight_by_size = false});
  group.groups.push_back({.name = "h", .alias = "h", .version = "N/A", .tasks = {"c"}, .groups = {}, .aggregates = {}});
  const Value value = to_value(group);
  CHECK(to_json(to_value(group_from(parse_json(to_json(value), "test")))) == to_json(value));
  CHECK(group_from(value).leaves() == std::vector<std::string>{"a", "b", "c"});
  CHECK(contains(error_of([] { group_from(Dict()); }), "lacks 'name'"));
}

}  // namespace
}  // namespace coldread
