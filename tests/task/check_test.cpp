#include "task/check.h"

#include <array>
#include <doctest/doctest.h>

#include "io/yaml.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"
#include "task/conversion.h"

using namespace coldread;
using test::contains;

namespace {

TaskCheck check(const TemporaryFolder& folder) {
  const std::array<std::filesystem::path, 1> folders{folder.path()};
  return check_tasks(folders);
}

const std::string kSound = "dataset_path: someone/data\ntest_split: test\ndoc_to_text: '{{q}}'\ndoc_to_target: a\n";

}  // namespace

TEST_CASE("all files are checked without their data, and all errors are listed") {
  const TemporaryFolder folder;
  folder.write("a.yaml", "task: a\n" + kSound + "should_decontaminate: true\n");
  folder.write("b.yaml", "task: b\n" + kSound +
                             "metric_list: [{metric: acc}]\nfilter_list:\n  - {name: x, filter: [{function: regx}]}\n");
  folder.write("c.yaml", "task: c\ndataset_path: x/y\ntest_split: t\ndoc_to_text: '{{q'\ndoc_to_target: '{% if %}'\n");
  folder.write("d.yaml", "task: d\n" + kSound + "process_docs: !function utils.f\n");
  folder.write("e.yaml", "task: [\n");
  folder.write("g.yaml", "group: g\ntask: [a, nowhere]\n");
  const TaskCheck found = check(folder);
  CHECK(found.files == 6);
  CHECK(found.sound == 1);
  CHECK(found.broken == 5);
  CHECK(found.need_python == 1);
  CHECK(found.with_data == 0);
  REQUIRE(found.errors.size() == 7);
  CHECK(contains(found.errors[0], "e.yaml:"));
  CHECK(contains(found.errors[1], "b.yaml:6:24: metric 'acc' cannot score output_type generate_until"));
  CHECK(contains(found.errors[2], "unknown filter 'regx'; did you mean 'regex'?"));
  CHECK(contains(found.errors[3], "c.yaml:4:"));
  CHECK(contains(found.errors[4], "c.yaml:5:"));
  CHECK(contains(found.errors[5], "d.yaml:6:15: 'process_docs' needs the Python function utils.f"));
  CHECK(contains(found.errors[6], "unknown task 'nowhere' in group 'g'"));
  REQUIRE(found.warnings.size() == 1);
  CHECK(contains(found.warnings[0], "a.yaml:6:23: 'should_decontaminate' has no effect"));
}

TEST_CASE("where the data is here, the first row is tried, too") {
  const TemporaryFolder folder;
  folder.write("rows.jsonl", "{\"q\": \"one\", \"a\": \"1\"}\n");
  const std::string data = "dataset_path: json\ndataset_kwargs: {data_files: {test: rows.jsonl}}\ntest_split: test\n";
  folder.write("a.yaml", "task: a\n" + data + "doc_to_text: '{{q}}'\ndoc_to_target: a\n");
  folder.write("b.yaml", "task: b\n" + data + "doc_to_text: '{{question}}'\ndoc_to_target: a\n");
  const TaskCheck found = check(folder);
  CHECK(found.sound == 1);
  CHECK(found.with_data == 1);
  REQUIRE(found.errors.size() == 1);
  CHECK(contains(found.errors[0], "row 0 of split 'test'"));
}

TEST_CASE("a single file is checked, and a group in it by the tasks of other folders") {
  const TemporaryFolder folder;
  folder.write("a.yaml", "task: a\n" + kSound);
  const std::array<std::filesystem::path, 1> file{folder.write("g/g.yaml", "group: g\ntask: [a]\n")};
  const std::array<std::filesystem::path, 1> others{folder.path()};
  CHECK(check_tasks(file, {.indexed = others}).groups == 1);
  CHECK(check_tasks(file).broken == 1);
  const std::array<std::filesystem::path, 1> none{folder.path() / "none.yaml"};
  CHECK(contains(test::error_of([&] { check_tasks(none); }), "none.yaml: no such file"));
}

TEST_CASE("a warning is an error where the check is strict") {
  const TemporaryFolder folder;
  folder.write("a.yaml", "task: a\n" + kSound + "should_decontaminate: true\ntask: a\n");
  const std::array<std::filesystem::path, 1> folders{folder.path()};
  const TaskCheck plain = check_tasks(folders), strict = check_tasks(folders, {.strict = true});
  CHECK(plain.sound == 1);
  CHECK(plain.doubts.size() == 1);
  CHECK(plain.warnings.size() == 1);
  CHECK(strict.sound == 0);
  CHECK(strict.errors.size() == 2);
}

TEST_CASE("exact_match of listed choices is refused alone and warned of beside other metrics") {
  const TemporaryFolder folder;
  const std::string choices =
      "output_type: multiple_choice\ndoc_to_choice: [x, y]\nmetric_list:\n  - metric: exact_match\n";
  folder.write("a.yaml", "task: a\n" + kSound + choices);
  folder.write("b.yaml", "task: b\n" + kSound + choices + "  - metric: acc\n");
  const TaskCheck found = check(folder);
  REQUIRE(found.errors.size() == 1);
  CHECK(contains(found.errors[0], "a.yaml:9:13: metric 'exact_match' of multiple_choice"));
  REQUIRE(found.warnings.size() == 1);
  CHECK(contains(found.warnings[0], "b.yaml:9:13: metric 'exact_match' of multiple_choice"));
}

TEST_CASE("a task that needs Python comes with a script that brings its rows") {
  const auto convert = [](const std::string& yaml) { return conversion_of(parse_yaml(yaml, "d/t.yaml"), "d/t.yaml"); };
  const Conversion script = convert("task: t\ndataset_path: x/y\nprocess_docs: !function utils.f\n");
  CHECK(script.summary == "t: needs Python for process_docs (utils.f)");
  CHECK(contains(script.script, "name, source = \"t\", \"d/t.yaml\""));
  CHECK(contains(script.script, "TaskManager(include_path=\"d\")"));
  const Conversion port = convert("task: copa\ndataset_path: json\ndoc_to_text: !function utils.doc_to_text\n");
  CHECK(port.script.empty());
  CHECK(port.summary == "copa: needs no conversion; built in: doc_to_text (utils.doc_to_text)");
  CHECK(convert("task: t\ndataset_path: json\n").summary == "t: needs no conversion, it has no Python");
}
