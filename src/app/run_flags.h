#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "runner/config/run_config.h"

namespace coldread::app {

/// A config file and what may replace parts of it: the same flags in every command that takes one.
struct ConfigFlags {
  RunFlags run;

  void add_to(CLI::App& command);
  /// What was given, with the command that repeats it.
  RunFlags read() const;

 private:
  std::string tasks_;
};

}  // namespace coldread::app
