#include "task/config.h"

#include <doctest/doctest.h>
#include <string>

#include "base/error.h"
#include "io/json.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"
#include "task/config_file.h"

using namespace coldread;
using test::contains;

namespace {

const std::string kTask =
    "task: t\ndataset_path: json\ndataset_kwargs: {data_files: {test: a.jsonl}}\ntest_split: test\n"
    "doc_to_text: q\ndoc_to_target: a\n";

TaskConfig config_of(const std::string& yaml) {
  return read_task_config(parse_yaml(yaml, "t.yaml"), "t.yaml");
}

std::string error_of(const std::string& yaml) {
  try {
    config_of(yaml);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("a task's keys get the defaults of the schema") {
  const TaskConfig config = config_of(kTask);
  CHECK(config.alias == "t");
  CHECK(config.output_type == "generate_until");
  CHECK(config.version == "Yaml");
  CHECK(config.target_delimiter == " ");
  CHECK(config.fewshot_delimiter == "\n\n");
  CHECK(config.repeats == 1);
  CHECK(!config.num_fewshot);
  CHECK(config.fewshot.sampler == "default");
  CHECK(to_json(Value(config.generation)) ==
        R"({"temperature": 0.0, "do_sample": false, "max_gen_toks": 256, "until": ["\n\n"]})");
}

TEST_CASE("generation_kwargs without until stop at the few-shot delimiter") {
  const TaskConfig config = config_of(kTask + "fewshot_delimiter: '###'\ngeneration_kwargs: {max_gen_toks: 5}\n");
  CHECK(to_json(Value(config.generation)) == R"({"max_gen_toks": 5, "until": ["###"]})");
}

TEST_CASE("fewshot_config takes what it leaves out from the task") {
  const TaskConfig config = config_of(kTask +
                                      "fewshot_split: dev\ntarget_delimiter: '='\ngen_prefix: P\n"
                                      "fewshot_config: {sampler: first_n, doc_to_target: b, gen_prefix: null, "
                                      "target_delimiter: ':'}\n");
  CHECK(config.fewshot.sampler == "first_n");
  CHECK(config.fewshot.split->scalar.as_string() == "dev");
  CHECK(config.fewshot.doc_to_text->scalar.as_string() == "q");
  CHECK(config.fewshot.doc_to_target->scalar.as_string() == "b");
  CHECK(!config.fewshot.gen_prefix);
  CHECK(config.fewshot.target_delimiter == ":");
  CHECK(config.target_delimiter == "=");
}

TEST_CASE("null in fewshot_config takes choices and prefix away, but no example is without question and answer") {
  const TaskConfig config = config_of(kTask +
                                      "doc_to_choice: [x, y]\ngen_prefix: P\n"
                                      "fewshot_config: {doc_to_text: null, doc_to_target: null, doc_to_choice: null, "
                                      "gen_prefix: null, target_delimiter: null}\n");
  CHECK(config.fewshot.doc_to_text->scalar.as_string() == "q");
  CHECK(config.fewshot.doc_to_target->scalar.as_string() == "a");
  CHECK(!config.fewshot.doc_to_choice);
  CHECK(!config.fewshot.gen_prefix);
  CHECK(config.fewshot.target_delimiter == " ");
}

TEST_CASE("metadata gives version and description for people") {
  const TaskConfig config = config_of(kTask + "metadata: {version: 2.0, description: One line}\n");
  CHECK(config.version == "2.0");
  CHECK(config.summary == "One line");
}

TEST_CASE("a key that is unknown is named with its line and a suggestion") {
  CHECK(error_of(kTask + "metrik_list: []\n") == "t.yaml:7:1: unknown key 'metrik_list'; did you mean 'metric_list'?");
  CHECK(error_of(kTask + "fewshot_config: {smapler: x}\n") ==
        "t.yaml:7:18: unknown key 'smapler' in fewshot_config; did you mean 'sampler'?");
  CHECK(error_of(kTask + "output_type: multiple_choise\n") ==
        "t.yaml:7:14: unknown output_type 'multiple_choise'; did you mean 'multiple_choice'?");
  CHECK(contains(error_of(kTask + "fewshot_config: {sampler: first}\n"), "t.yaml:7:27: unknown sampler 'first'"));
}

TEST_CASE("a value of the wrong kind is named") {
  CHECK(error_of(kTask + "num_fewshot: five\n") == "t.yaml:7:14: 'num_fewshot' must be a whole number of at least 0");
  CHECK(error_of(kTask + "repeats: 4294967297\n") == "t.yaml:7:10: 'repeats' must be at most 10000");
  CHECK(error_of(kTask + "repeats: 0\n") == "t.yaml:7:10: 'repeats' must be a whole number of at least 1");
  CHECK(error_of(kTask + "metric_list: acc\n") == "t.yaml:7:14: 'metric_list' must be a list, not string");
  CHECK(error_of(kTask + "test_splitt: x\n") == "t.yaml:7:1: unknown key 'test_splitt'; did you mean 'test_split'?");
  CHECK(contains(error_of("task: t\ndataset_path: json\ndoc_to_text: 1.5\ndoc_to_target: a\n"),
                 "t.yaml:3:14: 'doc_to_text' must be a column, a template or a number"));
}

TEST_CASE("what needs Python is refused by the function's name") {
  CHECK(contains(error_of(kTask + "process_docs: !function utils.process_docs\n"),
                 "t.yaml:7:15: 'process_docs' needs the Python function utils.process_docs"));
  CHECK(contains(error_of(kTask + "filter_list:\n  - name: x\n    filter:\n      - function: !function f.g\n"),
                 "t.yaml:10:19: 'filter_list.filter.function' needs the Python function f.g"));
  CHECK(contains(error_of(kTask + "process_results: !function utils.score\n"),
                 "t.yaml:7:18: 'process_results' needs the Python function utils.score, which coldread does not have; "
                 "'coldread tasks convert t.yaml' says how"));
  CHECK(contains(error_of("class: !function task.X\ntask: t\n"), "'class' needs the Python function task.X"));
  CHECK(contains(error_of(kTask + "unsafe_code: true\n"), "'unsafe_code' is not supported"));
}

TEST_CASE("a task without its necessary keys is refused") {
  CHECK(error_of("dataset_path: json\n") == "t.yaml: has no 'task' name");
  CHECK(error_of("task: t\n") == "t.yaml: has no 'dataset_path'");
  CHECK(error_of("task: t\ndataset_path: json\ndoc_to_text: q\n") == "t.yaml: has no 'doc_to_target'");
  CHECK(error_of("task: t\ndataset_path: json\ndoc_to_target: q\n") == "t.yaml: has no 'doc_to_text'");
  CHECK(error_of(kTask + "output_type: multiple_choice\n") ==
        "t.yaml: output_type multiple_choice needs 'doc_to_choice'");
}

TEST_CASE("keys without effect are warned about by place") {
  const TaskConfig config = config_of(kTask +
                                      "output_type: loglikelihood\ngeneration_kwargs: {until: x}\n"
                                      "should_decontaminate: true\nfewshot_config: {fewshot_indices: [1]}\n");
  REQUIRE(config.warnings.size() == 3);
  CHECK(contains(config.warnings[0], "t.yaml:10:35: 'fewshot_indices' has no effect"));
  CHECK(contains(config.warnings[1], "t.yaml:8:20: 'generation_kwargs' has no effect"));
  CHECK(contains(config.warnings[2], "t.yaml:9:23: 'should_decontaminate' has no effect"));
  CHECK(config_of(kTask + "should_decontaminate: false\n").warnings.empty());
  const TaskConfig rolling = config_of(kTask +
                                       "output_type: loglikelihood_rolling\nnum_fewshot: 2\ndescription: D\n"
                                       "gen_prefix: ''\nrepeats: 3\n");
  REQUIRE(rolling.warnings.size() == 3);
  CHECK(
      rolling.warnings[0] ==
      "t.yaml:11:10: 'repeats' has no effect with output_type loglikelihood_rolling: the answer is the same each time");
  CHECK(contains(rolling.warnings[1], "t.yaml:8:14: 'num_fewshot' has no effect"));
  CHECK(contains(rolling.warnings[2], "t.yaml:9:14: 'description' has no effect"));
  CHECK(config_of("task: t\ndataset_path: a/b\ndataset_kwargs: {revision: x, data_dir: y}\ntest_split: test\n"
                  "doc_to_text: q\ndoc_to_target: a\n")
            .warnings == std::vector<std::string>{"t.yaml:3:28: 'revision' has no effect in dataset_kwargs: data is "
                                                  "read from local files"});
}

TEST_CASE("includes merge key by key, later ones and the file itself win") {
  const TemporaryFolder folder;
  folder.write("base/a.yaml", "x: 1\ny: {p: 1}\nz: a\n");
  folder.write("base/b.yaml", "include: a.yaml\ny: {q: 2}\n");
  const auto file = folder.write("t.yaml", "include: [base/b.yaml, base/a.yaml]\nz: t\nw: 3\n");
  ConfigFiles files;
  CHECK(to_json(to_value(files.read(file))) == R"({"x": 1, "y": {"p": 1}, "z": "t", "w": 3})");
  const YamlNode root = files.read(folder.path() / "base/b.yaml");
  CHECK(to_json(to_value(root)) == R"({"x": 1, "y": {"q": 2}, "z": "a"})");
  CHECK(root.find("z")->file->ends_with("a.yaml"));
}

TEST_CASE("includes that are missing or go in a circle are named") {
  const TemporaryFolder folder;
  ConfigFiles files;
  const auto error = [&](const std::filesystem::path& file) {
    try {
      files.read(file);
    } catch (const Error& caught) {
      return std::string(caught.what());
    }
    return std::string("no error");
  };
  CHECK(contains(error(folder.write("a.yaml", "include: none.yaml\n")), "a.yaml:1:10: included file "));
  folder.write("b.yaml", "include: c.yaml\n");
  CHECK(contains(error(folder.write("c.yaml", "include: b.yaml\n")), "include goes in a circle: "));
  CHECK(contains(error(folder.write("d.yaml", "- a\n")), "d.yaml: a task file must be a dict of keys, not list"));
}
