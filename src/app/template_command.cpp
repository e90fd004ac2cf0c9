// `template`: renders templates in either dialect.
#include <memory>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/lines.h"
#include "base/error.h"
#include "base/suggest.h"
#include "template/template.h"

namespace coldread::app {
namespace {

struct Flags {
  std::string file;
  bool chat = false;
  std::string date;
};

const std::vector<std::string> kDialects{"chat", "task"};

TemplateDialect dialect_of(const InputLine& line, const Flags& flags) {
  if (line.object.find("dialect") == nullptr) return flags.chat ? TemplateDialect::chat : TemplateDialect::task;
  const std::string& name = string_member(line, "dialect");
  if (name == "chat") return TemplateDialect::chat;
  if (name == "task") return TemplateDialect::task;
  throw Error(ErrorCode::usage, {.file = line.origin, .line = line.number},
              "unknown dialect '" + name + "'" + did_you_mean(name, kDialects) + " (there are chat and task)");
}

CalendarDate date_of(const InputLine& line, const Flags& flags) {
  if (line.object.find("chat_date") != nullptr) return parse_date(string_member(line, "chat_date"));
  return flags.date.empty() ? CalendarDate() : parse_date(flags.date);
}

Dict answer(const InputLine& line, const Flags& flags) {
  check_keys(line, {"template", "context", "dialect", "chat_date"});
  const TemplateDialect dialect = dialect_of(line, flags);
  const std::string& source = string_member(line, "template");
  const Value* context = line.object.find("context");
  Dict answer;
  try {
    const Template compiled(source, {}, {}, dialect);
    const Value variables = context == nullptr ? Value(Dict{}) : *context;
    answer.set("rendered", compiled.render(variables, date_of(line, flags)));
  } catch (const Error& error) {
    answer.set("error", error.what());
  }
  return answer;
}

int render_lines(const Flags& flags) {
  if (!flags.date.empty()) parse_date(flags.date);  // an error of the command line, not of each line
  return answer_lines(flags.file, [&](const InputLine& line) { return Value(answer(line, flags)); });
}

}  // namespace

void add_template(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("template", "renders templates, one JSON object a line");
  auto flags = std::make_shared<Flags>();
  command->add_option("--file", flags->file, "read lines from this file instead of standard input");
  command->add_flag("--chat", flags->chat,
                    "the dialect of models' chat templates (a line's \"dialect\": \"chat\" or \"task\" wins)");
  command->add_option("--chat_date,--chat-date", flags->date,
                      "the day that strftime_now writes, YYYY-MM-DD (default: 2026-01-01)");
  command->footer(
      "Examples:\n"
      "  echo '{\"template\": \"Q: {{q}}\", \"context\": {\"q\": \"Why?\"}}' | coldread template\n"
      "  echo '{\"template\": \"{{ strftime_now(\\\"%d %B %Y\\\") }}\"}' | coldread template --chat");
  command->callback([flags, &exit_code] { exit_code = render_lines(*flags); });
}

}  // namespace coldread::app
