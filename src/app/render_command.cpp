// `render`: every request of a task, without a model.
#include <filesystem>
#include <memory>

#include "app/commands.h"
#include "app/lines.h"
#include "app/options.h"
#include "app/run_output.h"
#include "base/error.h"
#include "io/shipped.h"
#include "task/render.h"
#include "task/task.h"

namespace coldread::app {
namespace {

/// What has no effect, and what of the rows looks like a mistake.
std::vector<std::string> warnings_of(const Task& task) {
  std::vector<std::string> warnings(task.warnings().begin(), task.warnings().end());
  try {
    for (std::string& doubt : task.check_rows()) warnings.push_back(std::move(doubt));
  } catch (const Error& error) {  // no document can be scored; their requests can be shown all the same
    warnings.emplace_back(error.what());
  }
  return warnings;
}

}  // namespace

void add_render(CLI::App& app, int& exit_code) {
  struct Flags {
    std::string path;
    TaskOverrides overrides;
    std::vector<std::string> allowed;
  };
  CLI::App* command = app.add_subcommand("render", "every request of a task in order, one JSON object a line");
  auto flags = std::make_shared<Flags>();
  command->add_option("task", flags->path, "a task's YAML file")->required();
  command->add_option_function<std::string>(
      "--limit",
      [flags](const std::string& text) { flags->overrides.limit = document_limit(flag_value(text), "--limit"); },
      "at most N documents, or a share of them: 10% or 0.1");
  command->add_option("--num_fewshot,--num-fewshot", flags->overrides.num_fewshot, "examples in each prompt")
      ->check(at_least(0));
  add_allow_path(*command, flags->allowed);
  command->footer("Example:\n  coldread render tasks/coldread/qa.yaml --limit 1");
  command->callback([flags, &exit_code] {
    // A group's members stand beside it.
    const std::filesystem::path file = find_written_path(flags->path, "");
    const std::filesystem::path folder = file.parent_path();
    const TaskIndex index(std::vector<std::filesystem::path>{folder.empty() ? "." : folder},
                          std::vector<std::filesystem::path>(flags->allowed.begin(), flags->allowed.end()));
    for (const std::string& name : index.select(file.string())) {
      const std::unique_ptr<Task> task = index.load(name, flags->overrides);
      for (const Dict& request : render(*task)) write_line(request);
      print_warnings(warnings_of(*task));
    }
    flush_output();
    exit_code = kDone;
  });
}

}  // namespace coldread::app
