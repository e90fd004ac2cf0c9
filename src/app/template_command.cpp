#include <memory>

#include "app/commands.h"
#include "app/lines.h"
#include "base/error.h"
#include "template/template.h"

namespace coldread::app {
namespace {

void render_lines(const std::string& file) {
  LineReader reader(file);
  for (auto lines = reader.next(1024); !lines.empty(); lines = reader.next(1024)) {
    for (const InputLine& line : lines) {
      check_keys(line, {"template", "context"});
      const Value* context = line.object.find("context");
      Dict answer;
      try {
        const Template compiled(string_member(line, "template"));
        answer.set("rendered", compiled.render(context == nullptr ? Value(Dict{}) : *context));
      } catch (const Error& error) {
        answer.set("error", error.what());
      }
      write_line(std::move(answer));
    }
    flush_output();
  }
}

}  // namespace

void add_template(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("template", "renders templates, one JSON object a line");
  auto file = std::make_shared<std::string>();
  command->add_option("--file", *file, "read lines from this file instead of standard input");
  command->footer(
      "Example:\n  echo '{\"template\": \"Q: {{q}}\", \"context\": {\"q\": \"Why?\"}}' | coldread template");
  command->callback([file, &exit_code] {
    render_lines(*file);
    exit_code = kDone;
  });
}

}  // namespace coldread::app
