#include "app/help.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <sstream>
#include <string_view>
#include <utility>

namespace coldread::app {
namespace {

/// Long names of options, and positionals, whose upper-case name would say too little.
constexpr std::array<std::pair<std::string_view, std::string_view>, 46> kWords{{
    {"allow_path", "DIR"},
    {"baseline", "RUN"},
    {"batch_size", "N"},
    {"chat_date", "DATE"},
    {"chat_template", "FILE"},
    {"chat_template_kwargs", "KEY=VALUE"},
    {"compat", "VERSION"},
    {"compute", "TYPE"},
    {"config", "FILE"},
    {"context", "N"},
    {"document", "N"},
    {"documents", "IDS"},
    {"do_sample", "BOOL"},
    {"eos", "TOKEN"},
    {"fail_on", "GATE"},
    {"fewshot_as_multiturn", "BOOL"},
    {"gen_kwargs", "KEY=VALUE"},
    {"ignore_config", "KEY"},
    {"include_path", "DIR"},
    {"junit", "FILE"},
    {"limit", "N"},
    {"logit_bias", "JSON"},
    {"max_batch_size", "N"},
    {"memory", "SIZE"},
    {"model_args", "KEY=VALUE"},
    {"nsamples", "N"},
    {"out", "DIR"},
    {"output_path", "DIR"},
    {"pair", "NAME=OTHER"},
    {"persona", "NAME"},
    {"personas", "FILE"},
    {"port", "N"},
    {"runs", "RUN"},
    {"samples", "FILE"},
    {"seed", "N"},
    {"set", "KEY=VALUE"},
    {"shard", "I/N"},
    {"shuffle", "N"},
    {"stride", "N"},
    {"system_instruction", "TEXT"},
    {"text", "FILE"},
    {"threads", "N"},
    {"until", "TEXT"},
    {"use_cache", "DIR"},
    {"verbosity", "LEVEL"},
    {"wandb_args", "KEY=VALUE"},
}};

/// CLI11's names of C++ types, which say nothing to a person.
bool is_type(std::string_view name) {
  constexpr std::array<std::string_view, 7> kTypes{"TEXT", "INT", "UINT", "FLOAT", "NUMBER", "ENUM", ""};
  return std::ranges::find(kTypes, name) != kTypes.end();
}

/// "TEXT:INT: 1 or more" in its parts: the type's name, and what a check says of the value.
std::pair<std::string, std::string> type_and_check(const CLI::Option& option) {
  const std::string whole = option.get_type_name();
  const std::size_t colon = whole.find(':');
  if (colon == std::string::npos) return {whole, ""};
  return {whole.substr(0, colon), whole.substr(colon + 1)};
}

/// The name that a person types, with underscores.
std::string plain_name(const CLI::Option& option) {
  std::string name = option.get_lnames().empty() ? option.get_name(true, false) : option.get_lnames().front();
  std::ranges::replace(name, '-', '_');
  return name;
}

std::string upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

class HelpFormatter final : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override {
    const std::string word = value_word(*option);
    return word.empty() ? "" : " " + word;
  }
  std::string make_option_desc(const CLI::Option* option) const override { return option_text(*option); }
};

void use_formatter(CLI::App& command, const std::shared_ptr<CLI::FormatterBase>& formatter) {
  command.formatter(formatter);
  command.get_help_ptr()->description("shows this text");
  for (CLI::App* part : command.get_subcommands({})) use_formatter(*part, formatter);
}

}  // namespace

bool takes_value(const CLI::Option& option) {
  return option.get_type_size() != 0 && option.get_expected_max() != 0;  // a flag's type has a size, too
}

std::string value_word(const CLI::Option& option) {
  if (!takes_value(option)) return "";
  const auto [type, check] = type_and_check(option);
  const std::string name = plain_name(option);
  const auto known = std::ranges::find(kWords, name, &std::pair<std::string_view, std::string_view>::first);
  std::string word = !is_type(type) && !type.starts_with('{') ? type
                     : known != kWords.end()                  ? std::string(known->second)
                     : check.starts_with("INT")               ? "N"
                                                              : upper(name.substr(name.rfind('_') + 1));
  const bool several = option.get_expected_max() == CLI::detail::expected_max_vector_size;
  return several && option.get_positional() ? word + "..." : word;
}

std::string option_text(const CLI::Option& option) {
  std::string text = option.get_description();
  const auto [type, check] = type_and_check(option);
  if (check.starts_with("INT: ")) text += "; " + check.substr(5);
  const std::string standard = option.get_default_str();
  if (!standard.empty() && takes_value(option)) text += " (default: " + standard + ")";
  if (option.get_required() && !option.get_positional()) text += " (required)";
  return text;
}

std::string path_of(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent == nullptr ? command.get_name() : path_of(*parent) + " " + command.get_name();
}

Footer footer_of(const CLI::App& command) {
  Footer footer;
  std::istringstream lines(command.get_footer());
  bool examples = false;
  for (std::string line; std::getline(lines, line);) {
    if (line == "Example:" || line == "Examples:") {
      examples = true;
    } else if (examples && line.starts_with("  ")) {
      footer.examples.push_back(line.substr(2));
    } else {
      examples = false;
      footer.text += line + "\n";
    }
  }
  while (!footer.text.empty() && footer.text.back() == '\n') footer.text.pop_back();
  return footer;
}

void set_up_help(CLI::App& program) {
  const auto formatter = std::make_shared<HelpFormatter>();
  formatter->column_width(30);
  formatter->label("Positionals", "Arguments");
  formatter->label("SUBCOMMAND", "COMMAND");
  use_formatter(program, formatter);
}

std::string first_steps() {
  return "coldread measures how well a language model does tasks it was never trained for.\n\n"
         "To begin:\n"
         "  coldread run configs/quickstart.yaml     runs nine suites on a small model and writes a report\n"
         "  coldread prompt --model M                you type a start, the model continues\n"
         "  coldread init task my-task.yaml          writes a task of your own to begin with\n\n"
         "coldread --help lists all commands; coldread COMMAND --help explains one, with examples.\n";
}

}  // namespace coldread::app
