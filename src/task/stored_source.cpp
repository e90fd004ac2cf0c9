#include "task/stored_source.h"

#include <utility>

#include "base/error.h"
#include "io/exact_value.h"
#include "io/yaml_value.h"

namespace coldread {
namespace {

constexpr int kMostGroupDepth = 64;

[[noreturn]] void fail(const std::string& what) {
  throw Error(ErrorCode::input, "a stored task " + what);
}

const Value& member(const Value& record, const char* key) {
  const Value* found = record.find(key);
  if (found == nullptr) fail(std::string("lacks '") + key + "'");
  return *found;
}

const std::string& text(const Value& record, const char* key) {
  const Value& found = member(record, key);
  if (!found.is_string()) fail(std::string("has no text as '") + key + "'");
  return found.as_string();
}

/// A number of rows, or an index of one.
std::int64_t count(const Value& value, const char* key) {
  constexpr std::int64_t kMost = std::int64_t{1} << 40;
  if (!value.is_int() || value.as_int() < 0 || value.as_int() > kMost)
    fail(std::string("has no count as '") + key + "'");
  return value.as_int();
}

const List& list(const Value& record, const char* key) {
  const Value& found = member(record, key);
  if (!found.is_list()) fail(std::string("has no list as '") + key + "'");
  return found.as_list();
}

std::vector<std::string> texts(const Value& record, const char* key) {
  std::vector<std::string> made;
  for (const Value& item : list(record, key)) {
    const Value exact = from_exact(item);
    if (!exact.is_string()) fail(std::string("has no texts as '") + key + "'");
    made.push_back(exact.as_string());
  }
  return made;
}

/// A dict of columns.
Value fields(const Value& record) {
  Value made = from_exact(member(record, "fields"));
  if (!made.is_dict()) fail("has a row without columns");
  return made;
}

Document read_document(const Value& record, TaskRows& rows) {
  if (const Value* examples = record.find("examples"); examples != nullptr && examples->is_list()) {
    if (rows.chosen.empty()) fail("has examples that it does not count");
    for (const Value& index : examples->as_list()) {
      rows.chosen.back().push_back(static_cast<std::size_t>(count(index, "examples")));
    }
  }
  const Value& id = member(record, "id");
  if (!id.is_int()) fail("has a document without a number");
  return {.id = id.as_int(), .fields = fields(record)};
}

void check_examples(const TaskRows& rows) {
  for (const auto& indexes : rows.chosen) {
    for (const std::size_t i : indexes) {
      if (!rows.examples.contains(i)) fail("lacks one of its examples");
    }
  }
}

std::shared_ptr<const TaskRows> read_rows(const Value& head, const std::function<Value()>& next) {
  auto rows = std::make_shared<TaskRows>();
  const Value files = from_exact(member(head, "files"));
  if (!files.is_string()) fail("has no text as 'files'");
  rows->files = files.as_string();
  rows->warnings = texts(head, "warnings");
  rows->own_answers = count(member(head, "own_answers"), "own_answers");
  rows->documents_total = count(member(head, "documents_total"), "documents_total");
  rows->columns = texts(head, "columns");
  rows->example_columns = texts(head, "example_columns");
  const std::int64_t documents = count(member(head, "documents"), "documents");
  if (documents == 0) fail("has no documents");
  const std::int64_t examples = count(member(head, "examples"), "examples");
  for (std::int64_t i = 0; i < documents; ++i) {  // grows as records come, whatever the head claims
    if (examples > 0) rows->chosen.emplace_back();
    rows->documents.push_back(read_document(next(), *rows));
  }
  for (std::int64_t i = 0; i < examples; ++i) {
    const Value record = next();
    const auto index = static_cast<std::size_t>(count(member(record, "example"), "example"));
    rows->examples[index] = {.id = count(member(record, "id"), "id"), .fields = fields(record)};
  }
  check_examples(*rows);
  return rows;
}

Dict to_dict(const GroupAggregate& aggregate) {
  Dict dict;
  dict.set("metric", aggregate.metric);
  dict.set("filters", to_list(aggregate.filters));
  dict.set("weight_by_size", aggregate.weight_by_size);
  return dict;
}

GroupAggregate aggregate_from(const Value& value) {
  const Value& weight = member(value, "weight_by_size");
  if (!weight.is_bool()) fail("has an aggregate without a weight");
  return {.metric = text(value, "metric"), .filters = texts(value, "filters"), .weight_by_size = weight.as_bool()};
}

TaskGroup group_from(const Value& value, int depth) {
  if (depth > kMostGroupDepth) fail("has groups that are nested too deep");
  TaskGroup group{.name = text(value, "name"),
                  .alias = text(value, "alias"),
                  .version = text(value, "version"),
                  .tasks = texts(value, "tasks"),
                  .groups = {},
                  .aggregates = {}};
  for (const Value& child : list(value, "groups")) group.groups.push_back(group_from(child, depth + 1));
  for (const Value& aggregate : list(value, "aggregates")) group.aggregates.push_back(aggregate_from(aggregate));
  return group;
}

}  // namespace

void write_source(const TaskSource& source, const OnRecord& on_record) {
  const TaskRows& rows = *source.rows;
  Dict head;
  head.set("task", source.name);
  head.set("file", to_exact(source.file.string()));
  head.set("num_fewshot", source.num_fewshot ? Value(*source.num_fewshot) : Value());
  if (source.compat != Compat::none) head.set("compat", compat_name(source.compat));
  head.set("files", to_exact(rows.files));
  head.set("warnings", to_exact(to_list(rows.warnings)));
  head.set("own_answers", rows.own_answers);
  head.set("documents_total", rows.documents_total);
  head.set("documents", std::ssize(rows.documents));
  head.set("examples", static_cast<std::int64_t>(rows.examples.size()));
  head.set("columns", to_exact(to_list(rows.columns)));
  head.set("example_columns", to_exact(to_list(rows.example_columns)));
  head.set("definition", to_placed_value(source.definition));
  on_record(head, false);
  for (std::size_t i = 0; i < rows.documents.size(); ++i) {
    Dict record;
    record.set("id", rows.documents[i].id);
    record.set("fields", to_exact(rows.documents[i].fields));
    if (!rows.chosen.empty()) {
      List indexes;
      for (const std::size_t index : rows.chosen[i]) indexes.emplace_back(static_cast<std::int64_t>(index));
      record.set("examples", std::move(indexes));
    }
    on_record(record, true);
  }
  for (const auto& [index, example] : rows.examples) {
    Dict record;
    record.set("example", static_cast<std::int64_t>(index));
    record.set("id", example.id);
    record.set("fields", to_exact(example.fields));
    on_record(record, true);
  }
}

TaskSource read_source(const std::function<Value()>& next) {
  const Value head = next();
  TaskSource source;
  source.name = text(head, "task");
  const Value file = from_exact(member(head, "file"));
  if (!file.is_string()) fail("has no file");
  source.file = file.as_string();
  if (const Value& shots = member(head, "num_fewshot"); !shots.is_null()) {
    source.num_fewshot = count(shots, "num_fewshot");
  }
  if (head.find("compat") != nullptr) source.compat = compat_of(text(head, "compat"), {});
  source.definition = from_placed_value(member(head, "definition"));
  source.rows = read_rows(head, next);
  return source;
}

Value to_value(const TaskGroup& group) {
  Dict dict;
  dict.set("name", group.name);
  dict.set("alias", group.alias);
  dict.set("version", group.version);
  dict.set("tasks", to_list(group.tasks));
  List groups, aggregates;
  for (const TaskGroup& child : group.groups) groups.push_back(to_value(child));
  for (const GroupAggregate& aggregate : group.aggregates) aggregates.emplace_back(to_dict(aggregate));
  dict.set("groups", std::move(groups));
  dict.set("aggregates", std::move(aggregates));
  return dict;
}

TaskGroup group_from(const Value& value) {
  return group_from(value, 0);
}

}  // namespace coldread
