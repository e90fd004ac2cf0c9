#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace coldread::app {

/// What an option takes, in a word: "DIR", "N", "MODEL"; empty for a flag.
std::string value_word(const CLI::Option& option);
bool takes_value(const CLI::Option& option);
/// The option's help with its range and default.
std::string option_text(const CLI::Option& option);
/// "coldread tasks show"
std::string path_of(const CLI::App& command);
/// What a command's footer says before its examples, and the examples, a line each; either may be empty.
struct Footer {
  std::string text;
  std::vector<std::string> examples;
};
Footer footer_of(const CLI::App& command);

/// Help in words, of a program and all its commands.
void set_up_help(CLI::App& program);
/// What `coldread` alone says: how to begin.
std::string first_steps();

}  // namespace coldread::app
