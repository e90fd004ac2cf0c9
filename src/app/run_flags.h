#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

#include "runner/config/run_options.h"

namespace coldread::app {

/// A config file and what may replace parts of it: the same flags in every command that takes one.
class ConfigFlags {
 public:
  /// The config, --set, and each option that has a flag. is_run: with those of `coldread run` alone.
  void add_to(CLI::App& command, bool is_run = false);
  /// --set and these options alone, by their keys.
  void add_only(CLI::App& command, const std::vector<std::string>& keys);
  /// As if the option's flag had been given.
  void give(const RunOption& option, const std::string& text) { given_[&option].push_back(text); }
  /// What was given, with the command that repeats it; start: what that begins with, before the config.
  RunFlags read(const std::string& start = "coldread run") const;

  std::string config_file;

 private:
  void add(CLI::App& command, const RunOption& option);
  void add_set(CLI::App& command);

  std::vector<std::string> settings_;
  std::map<const RunOption*, std::vector<std::string>> given_;  ///< in the table's order
};

/// A word as a shell takes it.
std::string shell_quoted(const std::string& word);

}  // namespace coldread::app
