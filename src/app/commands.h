#pragma once

#include <CLI/CLI.hpp>

namespace coldread::app {

/// Exit codes of the program, beside those of ErrorCode (usage 2, input 3, output 4) and 128 + signal.
inline constexpr int kDone = 0;
inline constexpr int kSomeRequestsFailed = 1;

// Each adds one subcommand whose callback sets exit_code, or throws Error.
void add_run(CLI::App& app, int& exit_code);
void add_compare(CLI::App& app, int& exit_code);
void add_merge(CLI::App& app, int& exit_code);
void add_plan(CLI::App& app, int& exit_code);
void add_report(CLI::App& app, int& exit_code);
void add_explain(CLI::App& app, int& exit_code);
void add_diff_lmeval(CLI::App& app, int& exit_code);
void add_tasks(CLI::App& app, int& exit_code);
void add_models(CLI::App& app, int& exit_code);
void add_tokenize(CLI::App& app, int& exit_code);
void add_detokenize(CLI::App& app, int& exit_code);
void add_score(CLI::App& app, int& exit_code);
void add_generate(CLI::App& app, int& exit_code);
void add_prompt(CLI::App& app, int& exit_code);
void add_sample(CLI::App& app, int& exit_code);
void add_template(CLI::App& app, int& exit_code);
void add_metric(CLI::App& app, int& exit_code);
void add_distribution(CLI::App& app, int& exit_code);
void add_render(CLI::App& app, int& exit_code);
void add_bench(CLI::App& app, int& exit_code);
void add_verify(CLI::App& app, int& exit_code);

}  // namespace coldread::app
