// `schema` and `init`: what editors need to check a task or a config, and files to begin with.
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>

#include "app/commands.h"
#include "app/console.h"
#include "app/lines.h"
#include "app/run_flags.h"
#include "base/error.h"
#include "io/file.h"
#include "io/json.h"
#include "runner/config/schema.h"
#include "task/schema.h"

namespace coldread::app {
namespace {

namespace fs = std::filesystem;

std::string schema_text(const std::string& kind) {
  return to_json(kind == "task" ? task_schema() : config_schema(), {.indent = 2}) + "\n";
}

/// The first line that editors with a YAML language server read.
std::string schema_line(const std::string& schema_file) {
  return "# yaml-language-server: $schema=" + schema_file + "\n";
}

constexpr const char* kTask =
    R"(# A task: which rows, what the model is asked about each, and how its answers are scored.
# Try it:   coldread tasks check {file}
#           coldread run --model M --tasks {file}
task: {name}

# The rows: JSON lines, one object a row. CSV, TSV and more: dataset_path: csv, ... (see tasks/README.md).
dataset_path: json
dataset_kwargs:
  data_files:
    test: {rows}
test_split: test

# multiple_choice: the likeliest of some answers. generate_until: the model writes one. loglikelihood: how likely the
# given answer is. loglikelihood_rolling: how likely a whole text is.
output_type: multiple_choice

# Each is a column's name, or a template over the columns (Jinja2).
doc_to_text: "Question: {{{{question}}}}\nAnswer:"
doc_to_choice: choices      # the column with the list of answers
doc_to_target: answer       # the column with the number of the right one, from 0

# Examples that stand before each question: num_fewshot: 2 and fewshot_split with rows of their own.
num_fewshot: 0

metric_list:
  - metric: acc             # share of questions whose right answer is the likeliest
  - metric: acc_norm        # the same, with likelihoods divided by the answers' lengths

metadata:
  version: 1.0
  description: Questions of my own
)";

constexpr const char* kRows =
    R"({"question": "What do bees make?", "choices": ["honey", "milk", "wool"], "answer": 0}
{"question": "How many legs does a spider have?", "choices": ["six", "eight", "four"], "answer": 1}
{"question": "What is the capital of France?", "choices": ["Rome", "Madrid", "Paris"], "answer": 2}
{"question": "What is frozen water called?", "choices": ["ice", "steam", "rain"], "answer": 0}
)";

constexpr const char* kConfig = R"(# A run: models x tasks x sampling settings.
# Try it:   coldread plan {file}
#           coldread run {file}
name: {name}

# .gguf files, folders with config.json and safetensors, or names under models/. With settings of its own:
#   - {{path: models/gpt2, compute: int8, name: gpt2-int8}}
models:
  - smollm2-135m-instruct

# Names, tags, groups, patterns or files; coldread tasks ls lists them. With settings of its own:
#   - {{task: choice, num_fewshot: 2, limit: 40}}
tasks:
  - choice
  - word_list

# At most so many documents a task; a share is written 10%.
limit: 20

# Each task that generates runs under each setting; without settings, as the task says.
# sampling:
#   greedy: {{do_sample: false}}
#   warm: {{temperature: 0.7, top_k: 40}}
# seeds: [0, 1, 2]

# Where results go; without it, reports/{name}.
# out: reports/{name}
)";

void refuse_to_replace(const fs::path& file) {
  std::error_code ignored;
  if (fs::exists(file, ignored))
    throw Error(ErrorCode::usage, {.file = file.string()}, "is there already: name a new file");
}

void write_new(const std::vector<std::pair<fs::path, std::string>>& files) {
  for (const auto& [file, text] : files) write_file_atomically(file, text);
}

void init(const std::string& kind, const fs::path& file) {
  const std::string name = file.stem().string();
  const fs::path schema = file.parent_path() / ("coldread-" + kind + ".schema.json");
  const fs::path rows = fs::path(file).replace_extension(".jsonl");
  refuse_to_replace(file);
  const std::string line = schema_line("./" + schema.filename().string());
  if (kind == "task") {
    refuse_to_replace(rows);
    write_new({{rows, kRows},
               {schema, schema_text(kind)},
               {file, line + fmt::format(kTask, fmt::arg("file", file.string()), fmt::arg("name", name),
                                         fmt::arg("rows", rows.filename().string()))}});
    print_text(fmt::format("task     {}\nrows     {}\nschema   {}\n\ncoldread run --model M --tasks {}\n",
                           file.string(), rows.string(), schema.string(), shell_quoted(file.string())));
  } else {
    write_new({{schema, schema_text(kind)},
               {file, line + fmt::format(kConfig, fmt::arg("file", file.string()), fmt::arg("name", name))}});
    print_text(fmt::format("config   {}\nschema   {}\n\ncoldread run {}\n", file.string(), schema.string(),
                           shell_quoted(file.string())));
  }
  flush_output();
}

CLI::App* add_kind(CLI::App& command, const std::string& kind, const std::string& about) {
  CLI::App* part = command.add_subcommand(kind, about);
  return part;
}

}  // namespace

void add_schema(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("schema", "the JSON Schema of a task or a config, for editors");
  command->require_subcommand(1);
  for (const char* kind : {"task", "config"}) {
    CLI::App* part = add_kind(*command, kind, fmt::format("of a {}'s YAML", kind));
    part->footer(fmt::format("Example:\n  coldread schema {} > coldread-{}.schema.json", kind, kind));
    part->callback([kind, &exit_code] {
      std::fputs(schema_text(kind).c_str(), stdout);
      flush_output();
      exit_code = kDone;
    });
  }
  command->footer(
      "An editor reads the first line of a YAML file:\n  # yaml-language-server: "
      "$schema=./coldread-task.schema.json\n\n"
      "Examples:\n  coldread schema task > coldread-task.schema.json\n"
      "  coldread schema config > coldread-config.schema.json");
}

void add_init(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("init", "writes a commented task or config to begin with");
  command->require_subcommand(1);
  for (const char* kind : {"task", "config"}) {
    CLI::App* part = add_kind(*command, kind, fmt::format("writes a {} that runs", kind));
    auto file = std::make_shared<std::string>();
    part->add_option("file", *file, "the YAML file to write")->required();
    part->footer(fmt::format("Example:\n  coldread init {} my-{}.yaml", kind, kind));
    part->callback([kind, file, &exit_code] {
      init(kind, *file);
      exit_code = kDone;
    });
  }
  command->footer(
      "Beside the file goes its JSON Schema, which editors read, and beside a task its rows.\n\n"
      "Examples:\n  coldread init task a-task.yaml\n"
      "  coldread init config a-config.yaml");
}

}  // namespace coldread::app
