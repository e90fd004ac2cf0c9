#include "runner/config/run_name.h"

#include <doctest/doctest.h>

namespace coldread {
namespace {

RunConfig config_of(const std::vector<std::string>& models, const std::vector<std::string>& tasks) {
  RunConfig config;
  for (const std::string& model : models) config.models.push_back({.name = model, .path = model});
  for (const std::string& task : tasks) config.tasks.push_back({.pattern = task, .overrides = {}});
  return config;
}

TEST_CASE("a run without a name is called after its model and tasks") {
  CHECK(run_name(config_of({"smollm2-135m"}, {"qa", "cloze"})) == "smollm2-135m-qa-cloze");
  CHECK(run_name(config_of({"a", "b"}, {"tasks/my task.yaml", "group::x", "arc_*"})) == "a-b-my-task-group-x-arc_");
}

TEST_CASE("a long name is cut, and still tells runs apart") {
  std::vector<std::string> tasks(30, "a_task_of_some_length");
  const std::string first = run_name(config_of({"model"}, tasks));
  tasks.back() = "another_task";
  const std::string second = run_name(config_of({"model"}, tasks));
  CHECK(first.size() == 80);
  CHECK(first != second);
  CHECK(first.substr(0, 70) == second.substr(0, 70));
  CHECK(first == run_name(config_of({"model"}, std::vector<std::string>(30, "a_task_of_some_length"))));
}

TEST_CASE("a folder's name is one part of a path, and not hidden") {
  CHECK(as_folder_name("../../etc/x") == "etc-x");
  CHECK(as_folder_name(".hidden") == "hidden");
  CHECK(as_folder_name("na\u00efve run: 2") == "na\u00efve-run-2");
  CHECK(as_folder_name("..") == "run");
  CHECK(as_folder_name("/") == "run");
}

}  // namespace
}  // namespace coldread
