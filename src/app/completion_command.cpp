// `completion`: what a shell offers while a command is typed, from the program's own tables.
#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/commands.h"
#include "app/help.h"
#include "app/lines.h"

namespace coldread::app {
namespace {

/// A command with all that may follow it.
struct Words {
  std::string path;  ///< "tasks show"; empty: the program
  std::vector<const CLI::App*> parts;
  std::vector<const CLI::Option*> options;
};

std::string path_in_program(const CLI::App& command) {
  const std::string path = path_of(command);
  const std::size_t blank = path.find(' ');
  return blank == std::string::npos ? "" : path.substr(blank + 1);
}

void collect(const CLI::App& command, std::vector<Words>& all) {
  Words words{.path = path_in_program(command), .parts = {}, .options = {}};
  for (const CLI::App* part : command.get_subcommands({})) {
    if (!part->get_group().empty()) words.parts.push_back(part);
  }
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) words.options.push_back(option);
  }
  all.push_back(words);
  for (const CLI::App* part : words.parts) collect(*part, all);
}

std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

/// A text inside single quotes of any of the three shells.
std::string in_quotes(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : c == '\n' ? " " : std::string(1, c);
  return "'" + out + "'";
}

/// The start of bash's and zsh's function: which command the words before the cursor name.
std::string shell_path_loop(const std::vector<Words>& all, std::string_view words) {
  std::vector<std::string> paths;
  for (const Words& one : all) {
    if (!one.path.empty()) paths.push_back(in_quotes(one.path));
  }
  return fmt::format(
      "  local so_far='' word\n"
      "  for word in {}; do\n"
      "    case \"${{so_far:+$so_far }}$word\" in\n"
      "      {}) so_far=\"${{so_far:+$so_far }}$word\" ;;\n"
      "    esac\n"
      "  done\n",
      words, fmt::join(paths, "|"));
}

std::string bash(const std::vector<Words>& all) {
  std::string out =
      "# Completion of coldread for bash: source it, or lay it into bash-completion's folder.\n"
      "_coldread() {\n" +
      shell_path_loop(all, "\"${COMP_WORDS[@]:1:COMP_CWORD-1}\"") +
      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" offered=''\n"
      "  case \"$so_far\" in\n";
  for (const Words& one : all) {
    std::vector<std::string> words;
    for (const CLI::App* part : one.parts) words.push_back(part->get_name());
    for (const CLI::Option* option : one.options) {
      for (std::string& name : names_of(*option)) words.push_back(std::move(name));
    }
    out += fmt::format("    {}) offered={} ;;\n", in_quotes(one.path),
                       in_quotes(fmt::format("{}", fmt::join(words, " "))));
  }
  return out +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$offered\" -- \"$current\"))\n"
         "  [[ $current == -* || ${#COMPREPLY[@]} -gt 0 ]] || COMPREPLY=($(compgen -f -- \"$current\"))\n"
         "}\n"
         "complete -o filenames -F _coldread coldread\n";
}

/// What zsh's _describe takes: "word:what it is".
std::string described(const std::string& word, std::string text) {
  text = text.substr(0, text.find('\n'));
  std::string out = word + ":";
  for (const char c : text) out += c == ':' ? std::string("\\:") : std::string(1, c);
  return in_quotes(out);
}

std::string zsh(const std::vector<Words>& all) {
  std::string out =
      "#compdef coldread\n"
      "# Completion of coldread for zsh: source it after compinit, or lay it as _coldread into a folder of fpath.\n"
      "_coldread() {\n" +
      shell_path_loop(all, "${words[2,CURRENT-1]}") +
      "  local -a offered\n"
      "  case \"$so_far\" in\n";
  for (const Words& one : all) {
    std::vector<std::string> words;
    for (const CLI::App* part : one.parts) words.push_back(described(part->get_name(), part->get_description()));
    for (const CLI::Option* option : one.options) {
      for (const std::string& name : names_of(*option)) words.push_back(described(name, option->get_description()));
    }
    out += fmt::format("    {}) offered=({}) ;;\n", in_quotes(one.path), fmt::join(words, " "));
  }
  return out +
         "  esac\n"
         "  _describe -o coldread offered\n"
         "  _files\n"
         "}\n"
         "(( $+functions[compdef] )) && compdef _coldread coldread\n";
}

/// Fish's condition: the words so far name this command and none of its parts.
std::string fish_condition(const Words& one) {
  if (one.path.empty()) return "__fish_use_subcommand";
  std::string condition;
  std::string path = one.path;
  for (std::size_t blank = path.find(' '); blank != std::string::npos; blank = path.find(' ')) {
    condition += "__fish_seen_subcommand_from " + path.substr(0, blank) + "; and ";
    path = path.substr(blank + 1);
  }
  condition += "__fish_seen_subcommand_from " + path;
  if (one.parts.empty()) return condition;
  std::vector<std::string> parts;
  for (const CLI::App* part : one.parts) parts.push_back(part->get_name());
  return fmt::format("{}; and not __fish_seen_subcommand_from {}", condition, fmt::join(parts, " "));
}

std::string fish(const std::vector<Words>& all) {
  std::string out = "# Completion of coldread for fish: source it, or lay it into ~/.config/fish/completions.\n";
  for (const Words& one : all) {
    const std::string start = fmt::format("complete -c coldread -n {}", in_quotes(fish_condition(one)));
    for (const CLI::App* part : one.parts) {
      out += fmt::format("{} -f -a {} -d {}\n", start, in_quotes(part->get_name()), in_quotes(part->get_description()));
    }
    for (const CLI::Option* option : one.options) {
      out += start;
      for (const std::string& name : option->get_snames()) out += " -s " + name;
      for (const std::string& name : option->get_lnames()) out += " -l " + name;
      if (takes_value(*option)) out += " -r";
      out += " -d " + in_quotes(option->get_description()) + "\n";
    }
  }
  return out;
}

std::string script(const std::string& shell, const CLI::App& program) {
  std::vector<Words> all;
  collect(program, all);
  return shell == "bash" ? bash(all) : shell == "zsh" ? zsh(all) : fish(all);
}

}  // namespace

void add_completion(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("completion", "a script that completes commands and options in a shell");
  auto shell = std::make_shared<std::string>();
  command->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->type_name("SHELL");
  command->footer(
      "Source it from the shell's start-up file.\n\n"
      "Examples:\n  coldread completion bash > coldread.bash\n"
      "  coldread completion fish > coldread.fish");
  command->callback([shell, &app, &exit_code] {
    const std::string text = script(*shell, app);
    std::fwrite(text.data(), 1, text.size(), stdout);
    flush_output();
    exit_code = kDone;
  });
}

}  // namespace coldread::app
