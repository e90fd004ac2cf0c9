#pragma once

#include <string_view>

#include "report/writers.h"

namespace coldread::app {

/// Width and colour of standard output: colour on a terminal without NO_COLOR.
ConsoleStyle console_style();

// What is printed may quote tasks, models and documents: whatever a terminal would obey in it is made visible.
void print_text(std::string_view text);      ///< to standard output
void print_error(std::string_view message);  ///< a line of standard error
void say(std::string_view message);          ///< "coldread: message", a line of standard error

/// How much standard error says beside errors: quiet, warnings and progress, or each stage too.
enum class Verbosity { quiet, normal, verbose };
Verbosity verbosity();
void set_verbosity(Verbosity wanted);

}  // namespace coldread::app
