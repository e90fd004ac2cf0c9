#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "io/yaml.h"
#include "runner/config/run_config.h"

namespace coldread {

/// How the texts of a flag become a value.
enum class OptionKind {
  text,
  whole_number,
  plain,    ///< a number, true or false where it looks like one, else a text
  yes_no,   ///< takes true or false
  present,  ///< takes no value: there, or not
  texts,    ///< may be repeated, each time with one value
  commas,   ///< values separated by commas, with or without blanks; may be repeated
  pairs,    ///< key=value,key=value, or a JSON object
};

/// Which runs differ by an option.
enum class OptionUse {
  answers,  ///< answers or scores depend on it: shown in the report, and another value is another run
  part,     ///< which part of the answers: another value is another run
  places,   ///< where things are found and what to type: kept in the journal's head for who reads the run again
  machine,  ///< how fast, and where to: in neither
};

enum class OptionSource { config, flag, head };

/// A value of an option where it was given.
struct OptionValue {
  const RunOption& option;
  const YamlNode& node;
  std::string name;  ///< as errors call it: "'limit'", "--limit"
  OptionSource source;

  NamedValue named() const { return coldread::named(node, name); }
  /// A path to read that stands in a config is relative to that config (find_written_path).
  std::filesystem::path path(const std::string& written) const;
};

/// An option that is more than one value in one field.
struct OwnField {
  OptionKind kind = OptionKind::text;
  void (*read)(const OptionValue& value, RunConfig& config) = nullptr;
  std::optional<Value> (*echo)(const RunConfig& config) = nullptr;  ///< null: shown elsewhere or nowhere
};

/// Where an option goes. The field's type says what values it takes; a list grows by what a flag gives.
using OptionField =
    std::variant<OwnField, std::string RunConfig::*, bool RunConfig::*, std::optional<bool> RunConfig::*,
                 std::optional<std::int64_t> RunConfig::*, int RunConfig::*, Dict RunConfig::*,
                 std::filesystem::path RunConfig::*, std::vector<std::filesystem::path> RunConfig::*>;

/// One option of a run: all that is said of it.
struct RunOption {
  std::string_view key;   ///< in a config and in a journal's head
  std::string_view flag;  ///< without the dashes before it; inside, dashes and underscores are one. Empty: none
  OptionField field;
  OptionUse use = OptionUse::answers;
  std::string_view help = {};     ///< of the flag
  std::int64_t least = 0;         ///< of a whole number
  std::int64_t most = INT64_MAX;  ///< of a whole number
  bool in_config = true;          ///< false: a flag's alone
  bool in_run_alone = false;      ///< the flag is one of `coldread run`, not of each command that takes a config
  std::string_view alias = {};    ///< another name of the flag
  std::string_view group = {};    ///< a heading of --help; empty: the options

  OptionKind kind() const;
};

/// In the order of --help and of the echo.
std::span<const RunOption> run_options();
/// Of a key that there is.
const RunOption& run_option(std::string_view key);

}  // namespace coldread
