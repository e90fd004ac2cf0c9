// `prompt`: a person types the beginning, the model goes on.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <memory>
#include <unistd.h>

#include "app/commands.h"
#include "app/console.h"
#include "app/line_editor.h"
#include "app/lines.h"
#include "app/options.h"
#include "app/prompt_session.h"
#include "app/stop_signal.h"
#include "base/error.h"
#include "io/shipped.h"

namespace coldread::app {
namespace {

constexpr const char* kPrompt = "Model prompt >>> ";

struct PromptFlags {
  ModelFlags model;
  SamplingFlags sampling;
  std::int64_t max_tokens = 0;
  std::int64_t nsamples = 1;
  std::string personas = "configs/personas.yaml";
  std::string persona;
  bool chat = false;
  bool gpt2_style = false;
  bool logprobs = false;
};

/// Without sampling flags: what the GPT-2 script does under its style, else a setting that reads well.
Dict sampling_of(const PromptFlags& flags) {
  Dict options = flags.sampling.options;
  if (flags.gpt2_style) {
    if (options.find("do_sample") == nullptr && options.find("temperature") == nullptr) options.set("do_sample", true);
    if (options.find("order") == nullptr) options.set("order", "openai-gpt2");
  } else if (options.empty()) {
    options.set("temperature", 0.7);
    options.set("top_k", 40);
  }
  return options;
}

/// One line's work. False: leave.
bool take(PromptSession& session, const std::string& line, bool& good) {
  try {
    if (line.empty()) {
      std::printf("%s\n", kEmptyPrompt);
      flush_output();
    } else if (line.front() == '/') {
      return session.command(line);
    } else {
      good = session.answer(line) && good;
    }
  } catch (const Error& error) {
    if (error.code() != ErrorCode::usage) throw;
    say(error.what());
    good = false;
  }
  return true;
}

int talk(PromptSession& session) {
  catch_stop_signals("");
  LineEditor editor(kPrompt);
  std::string line;
  bool good = true;
  while (true) {
    const LineEditor::Status status = editor.read(line);
    if (status == LineEditor::Status::end) break;
    if (status == LineEditor::Status::interrupted) {
      if (stop_signal.load() != SIGINT) return 128 + stop_signal.load();
      forget_stop_signal();
      std::fputs("\n", stdout);
      continue;
    }
    if (!take(session, line, good)) return kDone;
  }
  std::fputs("\n", stdout);
  return kDone;
}

/// A script's prompts, one a line. A wrong one does not keep the others from their answers.
int serve(PromptSession& session, bool gpt2_style) {
  std::string line;
  bool good = true;
  while (true) {
    if (gpt2_style) std::fputs(kPrompt, stdout);
    if (!std::getline(std::cin, line)) break;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!take(session, line, good)) break;
  }
  if (gpt2_style) std::fputs("\n", stdout);
  flush_output();
  return good ? kDone : kSomeRequestsFailed;
}

int prompt(const PromptFlags& flags) {
  LazyModel model(flags.model);
  PromptOptions options{.max_tokens = flags.max_tokens,
                        .nsamples = flags.nsamples,
                        .personas = find_written_path(flags.personas, ""),
                        .persona = flags.persona,
                        .chat = flags.chat,
                        .gpt2_style = flags.gpt2_style,
                        .logprobs = flags.logprobs};
  model.engine();
  const std::int64_t context = model.context_length();
  if (options.max_tokens == 0) {
    options.max_tokens = flags.gpt2_style ? context / 2 : std::min<std::int64_t>(100, context / 2);
  }
  if (flags.chat && model.tokenizer().chat_template().empty()) {
    throw Error(ErrorCode::usage, "--chat: the model has no chat template");
  }
  PromptSession session(model, sampling_of(flags), options);
  model.tokenizer();
  return ::isatty(STDIN_FILENO) != 0 ? talk(session) : serve(session, flags.gpt2_style);
}

}  // namespace

void add_prompt(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("prompt", "you type the beginning, the model goes on");
  auto flags = std::make_shared<PromptFlags>();
  flags->model.add_to(*command);
  command
      ->add_option("--max_tokens,--max-tokens,--length", flags->max_tokens,
                   "tokens of an answer at most (default: 100; GPT-2 style: half the context)")
      ->check(at_least(1));
  command->add_option("--nsamples", flags->nsamples, "answers to each prompt")
      ->check(at_least(1))
      ->capture_default_str();
  command->add_option("--personas", flags->personas, "a YAML file of personas")->capture_default_str();
  command->add_option("--persona", flags->persona, "puts this persona's words before each prompt");
  command->add_flag("--chat", flags->chat, "puts each prompt into the model's chat template");
  command->add_flag("--logprobs", flags->logprobs, "shows each token's log-probability after an answer");
  command->add_flag("--gpt2-style,--gpt2_style", flags->gpt2_style,
                    "banners, separators and defaults of GPT-2's interactive script");
  flags->sampling.add_to(*command);
  command->footer(
      "On a terminal: line editing and history, /help for what can be changed, Ctrl-C stops an answer, Ctrl-D leaves.\n"
      "From a pipe: one prompt a line. Without sampling flags: temperature 0.7, top_k 40.\n\n"
      "Examples:\n  coldread prompt --model gpt2\n"
      "  coldread prompt --model smollm2-135m-instruct --chat\n"
      "  echo 'The Earth is' | coldread prompt --model gpt2 --temperature 0");
  command->callback([flags, &exit_code] { exit_code = prompt(*flags); });
}

}  // namespace coldread::app
