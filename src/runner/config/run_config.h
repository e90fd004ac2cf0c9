#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/compat.h"
#include "api/model_facts.h"
#include "api/value.h"
#include "base/error.h"
#include "runner/config/chat_settings.h"
#include "runner/config/shard.h"
#include "task/task.h"

namespace coldread {

struct RunOption;

struct RunModel {
  std::string name;  ///< shown; unique in a run
  std::string path;  ///< as Backend::find() takes it
  std::string compute = "fp32";
  ModelOverrides overrides = {};
};

struct RunTask {
  std::string pattern;  ///< a task's name, a tag, a group, a glob pattern or a YAML file
  TaskOverrides overrides;
};

struct RunSetting {
  std::string name;
  Dict options;  ///< sampling options by name
};

/// What to run: models x tasks x sampling settings x seeds. Its fields are set by the rows of run_options().
struct RunConfig {
  std::string name;
  std::vector<RunModel> models;
  std::vector<RunTask> tasks;
  std::vector<RunSetting> sampling;  ///< empty: each task's own settings
  std::vector<std::int64_t> seeds = {0};
  std::optional<DocumentLimit> limit;  ///< read_run_config() gives this and what follows to each task
  std::optional<DocumentIds> documents;
  std::optional<std::int64_t> shuffle;
  std::map<std::string, DocumentIds> samples;  ///< by the name of a task: its documents, in place of all
  std::optional<std::int64_t> num_fewshot;
  std::optional<std::int64_t> seed;  ///< draws few-shot examples, and stands in `seeds`
  Dict gen_kwargs;                   ///< laid over the generation_kwargs of tasks
  bool apply_chat_template = false;
  std::optional<bool> fewshot_as_multiturn;  ///< absent: as apply_chat_template
  std::string system_instruction;
  ChatSettings chat;
  Compat compat = Compat::none;
  bool fewshot_per_document = false;  ///< examples drawn for each document by itself, where a task draws them
  std::vector<std::filesystem::path> include_paths;
  std::vector<std::filesystem::path> allowed_paths;  ///< folders that tasks may read, beside theirs
  std::filesystem::path out;                         ///< empty: default_folder()
  int threads = 0;
  std::string memory;
  std::string compute;             ///< of models that name none; empty: fp32
  ModelOverrides overrides;        ///< ends of models that name none; settings that are passed over for all
  Shard shard;                     ///< which documents are this process's
  bool strict = false;             ///< a warning about the tasks or their rows is an error
  std::string command;             ///< repeats the run
  std::vector<std::string> notes;  ///< for who typed the command: what has no effect, and why
};

/// An option that a flag gave, with its texts: one, or one each time that a flag that may be repeated was given.
struct GivenOption {
  const RunOption* option = nullptr;
  std::vector<std::string> texts;
};

/// What the command line adds to a config; each given one wins over the file.
struct RunFlags {
  std::string config_file;            ///< may be empty
  std::vector<GivenOption> options;   ///< in the order of run_options()
  std::vector<std::string> settings;  ///< "path.to.key=value", the value in YAML
  std::string command;                ///< see RunConfig
};

/// Reads the config and lays the flags over it. Throws Error(usage) with file and line.
RunConfig read_run_config(const RunFlags& flags);

/// The config that the head of a journal stands for.
/// Throws Error(code) where it is none.
RunConfig run_config_from(const Value& head, const Place& place);

/// The same with flags laid over it, as over a config file. flags.config_file, where it is given, takes the place of
/// all but the models. Throws Error(usage) as read_run_config() does.
RunConfig run_config_over(const Value& head, const RunFlags& flags, const Place& place);

/// Whether a flag gives the option of a key.
bool gives(const RunFlags& flags, std::string_view key);

/// The part of a config that answers depend on, as the report and the head of a journal show it.
Dict to_value(const RunConfig& config);

}  // namespace coldread
