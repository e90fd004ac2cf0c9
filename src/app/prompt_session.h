#pragma once

#include <filesystem>
#include <string>

#include "api/request.h"
#include "api/value.h"
#include "app/options.h"
#include "app/personas.h"

namespace coldread::app {

struct PromptOptions {
  std::int64_t max_tokens = 100;
  std::int64_t nsamples = 1;
  std::filesystem::path personas;
  std::string persona;
  bool chat = false;
  bool gpt2_style = false;
  bool logprobs = false;
};

/// What a person can change between two answers of `coldread prompt`, and the answers themselves, streamed to standard
/// output.
class PromptSession {
 public:
  /// Throws Error(usage) on impossible sampling options.
  PromptSession(LazyModel& model, Dict sampling, PromptOptions options);

  /// A line that begins with "/". False: leave. Throws Error(usage) for one that makes no sense.
  bool command(const std::string& line);
  /// False where a request failed. Ends early where stop_signal is set, which is then reset.
  bool answer(const std::string& text);

 private:
  void set(const std::string& name, const std::string& value);
  void show() const;
  void list_personas();
  std::string full_prompt(const std::string& text);
  Personas& personas();

  LazyModel& model_;
  Dict sampling_;
  PromptOptions options_;
  std::unique_ptr<Personas> personas_;
  std::int64_t answered_ = 0;  ///< each answer draws its own random numbers
};

/// What GPT-2's interactive script prints for an empty prompt.
inline constexpr const char* kEmptyPrompt = "Prompt should not be empty!";

}  // namespace coldread::app
