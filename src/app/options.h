#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/value.h"
#include "engine/backend.h"

namespace coldread::app {

/// "--num-fewshot,--num_fewshot": a flag of this name, with dashes or underscores.
std::string both_spellings(std::string_view name);
/// Of an option that may be repeated: each time with one value, so that it leaves what follows alone.
CLI::Option* one_value_each(CLI::Option* option);

/// A flag's text as the value it looks like: true, false, a number, a JSON object, else text.
Value flag_value(const std::string& text);

/// -q and -v: how much standard error says (console.h).
void add_verbosity(CLI::App& command);

/// --allow-path: folders that tasks may name files in, beside those of tasks and data.
void add_allow_path(CLI::App& command, std::vector<std::string>& folders);

/// A whole number from `least` to `most`, for a flag's check().
CLI::Validator whole_number(std::int64_t least, std::int64_t most = INT64_MAX);
/// One from `least` on.
CLI::Validator at_least(std::int64_t least);
/// A number from 0 on, for a flag's check().
CLI::Validator not_negative();

/// --model, --threads, --compute, --memory, --eos, --ignore-config: the same in every command that runs a model.
struct ModelFlags {
  std::string model;
  int threads = 0;
  std::string compute = "fp32";
  std::string memory;
  std::vector<std::string> ends;  ///< of a text, by id or by text; none given: those that the model's files name
  std::vector<std::string> ignored_settings;

  void add_to(CLI::App& command, bool model_required = true);
  /// --eos and --ignore-config alone.
  void add_overrides_to(CLI::App& command);
  ModelOverrides overrides() const;
};

/// The sampling options as flags, with dashes or underscores; only those given end up in options.
struct SamplingFlags {
  Dict options;

  void add_to(CLI::App& command);
};

/// A model with what it needs, each part loaded when first used.
class LazyModel {
 public:
  /// Error where there is no such model: its files are looked for before any input is waited for.
  explicit LazyModel(const ModelFlags& flags);

  const Tokenizer& tokenizer();
  std::int64_t context_length();
  /// Answers requests of ids even where there is no tokenizer.
  Engine& engine();
  /// What will be generated. Before the first engine().
  void expect(const ExpectedGeneration& expected) { expected_ = expected; }
  /// At most this many sequences at once; 0: the engine's choice. Before the first engine().
  void limit_sequences(std::int64_t most) { batch_sequences_ = most; }

 private:
  ModelFlags flags_;
  std::unique_ptr<FoundModel> found_;
  std::shared_ptr<const Tokenizer> tokenizer_;
  std::optional<OpenModel> opened_;
  ExpectedGeneration expected_;
  std::int64_t batch_sequences_ = 0;
};

}  // namespace coldread::app
