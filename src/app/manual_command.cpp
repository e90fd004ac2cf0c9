// `manual`: the man pages, from the same text as --help; `cmake --install` lays them.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

#include "app/commands.h"
#include "app/help.h"
#include "base/error.h"
#include "io/file.h"

namespace coldread::app {
namespace {

/// A text as troff takes it: backslashes, hyphens, and no line that begins with a control character.
std::string troff(const std::string& text) {
  std::string out;
  bool line_starts = true;
  for (const char c : text) {
    if (line_starts && (c == '.' || c == '\'')) out += "\\&";
    out += c == '\\' ? std::string("\\e") : c == '-' ? std::string("\\-") : std::string(1, c);
    line_starts = c == '\n';
  }
  return out;
}

/// "coldread-tasks-show"
std::string page_name(const CLI::App& command) {
  std::string name = path_of(command);
  std::ranges::replace(name, ' ', '-');
  return name;
}

std::string options_text(const CLI::App& command, bool positional) {
  std::string out;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional() != positional || option->get_group().empty()) continue;
    const std::string word = value_word(*option);
    const std::string name = option->get_name(positional, true);
    out += ".TP\n\\fB" + troff(name) + "\\fR" + (word.empty() ? "" : " \\fI" + troff(word) + "\\fR") + "\n" +
           troff(option_text(*option)) + "\n";
  }
  return out;
}

std::string commands_text(const CLI::App& command) {
  std::string out;
  std::string group;
  for (const CLI::App* part : command.get_subcommands({})) {
    if (part->get_group().empty()) continue;
    if (part->get_group() != group && part->get_group() != "Subcommands")
      out += ".SS " + troff(part->get_group()) + "\n";
    group = part->get_group();
    out += ".TP\n\\fB" + troff(part->get_name()) + "\\fR\n" + troff(part->get_description()) + "\n";
  }
  return out;
}

std::string page(const CLI::App& command) {
  const std::string name = page_name(command);
  const std::string positionals = options_text(command, true), commands = commands_text(command);
  const Footer footer = footer_of(command);
  std::string out = fmt::format(".TH \"{}\" 1 \"\" \"coldread {}\" \"coldread\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n",
                                troff(name), COLDREAD_VERSION, troff(name), troff(command.get_description()));
  out += "\\fB" + troff(path_of(command)) + "\\fR [options]";
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    const std::string word = "\\fI" + troff(value_word(*option)) + "\\fR";
    out += option->get_required() ? " " + word : " [" + word + "]";
  }
  out += commands.empty() ? "\n" : " \\fIcommand\\fR\n";
  if (!footer.text.empty()) out += ".SH DESCRIPTION\n" + troff(footer.text) + "\n";
  if (!commands.empty()) out += ".SH COMMANDS\n" + commands;
  if (!positionals.empty()) out += ".SH ARGUMENTS\n" + positionals;
  out += ".SH OPTIONS\n" + options_text(command, false);
  if (!footer.examples.empty()) {
    out += ".SH EXAMPLES\n.nf\n";
    for (const std::string& example : footer.examples) out += troff(example) + "\n";
    out += ".fi\n";
  }
  return out;
}

void write_pages(const CLI::App& command, const std::filesystem::path& folder) {
  write_file_atomically(folder / (page_name(command) + ".1"), page(command));
  for (const CLI::App* part : command.get_subcommands({})) {
    if (!part->get_group().empty()) write_pages(*part, folder);
  }
}

}  // namespace

void add_manual(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("manual", "writes the man pages of all commands into a folder");
  auto folder = std::make_shared<std::string>();
  command->add_option("folder", *folder, "where coldread.1, coldread-run.1 and so on go")->required()->type_name("DIR");
  command->footer("Example:\n  coldread manual man1");
  command->callback([folder, &app, &exit_code] {
    std::error_code error;
    std::filesystem::create_directories(*folder, error);
    if (error) throw Error(ErrorCode::output, {.file = *folder}, "cannot create the folder: " + error.message());
    write_pages(app, *folder);
    exit_code = kDone;
  });
}

}  // namespace coldread::app
