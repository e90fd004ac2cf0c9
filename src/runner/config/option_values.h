#pragma once

#include <set>
#include <string>
#include <vector>

#include "runner/config/run_options.h"

namespace coldread {

/// Reads the options of a config or a head. Throws Error(usage) at the one that makes no sense.
void read_options(const YamlNode& root, OptionSource source, RunConfig& config);
/// Lays what a flag gave over a config. Throws Error(usage) "--flag must be ...".
void read_flag(const GivenOption& given, RunConfig& config);
/// The parts between commas, without blanks around them and without empty ones.
std::vector<std::string> split_commas(const std::string& text);
/// A text as the number, true or false that it looks like, else as it is.
Value plain_value(const std::string& text);
/// The options of a use that a config sets, as read_options() takes them.
Dict echo_options(const RunConfig& config, OptionUse use);
/// Of a journal's head: the keys that make no other run, and those named beside.
std::set<std::string> place_keys(std::set<std::string> beside = {});

}  // namespace coldread
