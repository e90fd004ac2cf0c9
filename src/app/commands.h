#pragma once

#include <CLI/CLI.hpp>

namespace coldread::app {

/// Exit codes of the program, beside those of ErrorCode (usage 2, input 3, output 4) and 128 + signal.
inline constexpr int kDone = 0;
inline constexpr int kSomeRequestsFailed = 1;
inline constexpr int kGateFailed = 1;

// Each adds one subcommand whose callback sets exit_code, or throws Error.
#define GROUP(title)
#define COMMAND(name) void add_##name(CLI::App& app, int& exit_code);
#include "app/commands.inc"
#undef COMMAND
#undef GROUP

}  // namespace coldread::app
