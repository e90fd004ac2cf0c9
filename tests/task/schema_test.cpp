#include "task/schema.h"

#include <doctest/doctest.h>
#include <filesystem>

#include "io/file.h"
#include "io/yaml.h"
#include "support/json_schema.h"
#include "task/config.h"
#include "task/group.h"

using namespace coldread;
using coldread::test::schema_trouble;

namespace {

std::string trouble_of(const std::string& yaml) {
  return schema_trouble(task_schema(), to_value(parse_yaml(yaml, "task.yaml")));
}

const Value& task_properties(const Value& schema) {
  return *schema.find("anyOf")->as_list()[0].find("properties");
}

}  // namespace

TEST_CASE("Every shipped task fits the schema") {
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("tasks")) {
    if (entry.path().extension() != ".yaml") continue;
    CAPTURE(entry.path().string());
    CHECK(schema_trouble(task_schema(), to_value(parse_yaml(read_text_file(entry.path()), entry.path().string()))) ==
          "");
    ++files;
  }
  CHECK(files > 9);
}

TEST_CASE("Every key that the readers know stands in the schema") {
  const Value schema = task_schema();
  for (const std::string& key : task_keys()) CHECK_MESSAGE(task_properties(schema).find(key) != nullptr, key);
  const Value& fewshot = *task_properties(schema).find("fewshot_config")->find("properties");
  for (const std::string& key : fewshot_keys()) CHECK_MESSAGE(fewshot.find(key) != nullptr, key);
  const Value& group = *schema.find("anyOf")->as_list()[1].find("properties");
  for (const std::string& key : group_keys()) CHECK_MESSAGE(group.find(key) != nullptr, key);
}

TEST_CASE("What the reader refuses, the schema refuses too") {
  const std::string sound = "task: t\ndataset_path: json\ndoc_to_text: q\ndoc_to_target: a\n";
  CHECK(trouble_of(sound) == "");
  CHECK(trouble_of(sound + "doc_to_txt: q\n").find("unknown key doc_to_txt") != std::string::npos);
  CHECK(trouble_of(sound + "num_fewshot: -1\n").find("too small") != std::string::npos);
  CHECK(trouble_of(sound + "output_type: choice\n").find("not among the values") != std::string::npos);
  CHECK(trouble_of(sound + "fewshot_config: {smpler: first_n}\n").find("unknown key smpler") != std::string::npos);
}

TEST_CASE("A group of tasks fits, a Python function is a text") {
  CHECK(trouble_of("group: g\ntask: [a, {task: b, num_fewshot: 2}]\naggregate_metric_list: [{metric: acc}]\n") == "");
  CHECK(trouble_of("task: t\nprocess_docs: utils.process\nmetric_list: [{metric: utils.m}]\n") == "");
}
