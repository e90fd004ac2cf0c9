#include "app/prompt_session.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

#include "app/console.h"
#include "app/lines.h"
#include "app/progress.h"
#include "app/stop_signal.h"
#include "app/word_wrap.h"
#include "base/error.h"
#include "base/number_text.h"
#include "base/suggest.h"
#include "base/unicode.h"
#include "io/json.h"
#include "report/visible_text.h"
#include "sampling/options.h"
#include "task/chat_template.h"

namespace coldread::app {
namespace {

constexpr const char* kHelp =
    "/set NAME VALUE    temperature, top_k, top_p, seed, max_tokens, ...\n"
    "/show              the settings\n"
    "/persona [NAME]    puts a persona's words before each prompt; off: no more; alone: lists them\n"
    "/logprobs          shows each token's log-probability after an answer, or no more\n"
    "/chat              puts each prompt into the model's chat template, or no more\n"
    "/help              this\n"
    "/quit              leaves, as Ctrl-D does; Ctrl-C stops an answer\n";

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  flush_output();
}

std::string shown(std::string_view text) {
  if (::isatty(STDOUT_FILENO) == 0) return valid_utf8(text);  // U+FFFD for bytes that are no text
  return visible_text(text, {.keep_line_breaks = true, .keep_direction_marks = true});
}

/// Prints an answer as it grows.
class Streamer : public ResponseSink {
 public:
  void on_token(std::size_t /*request*/, std::string_view text) override { print(wrap_.add(shown(text))); }
  void on_done(std::size_t /*request*/, const Response& response) override {
    print(wrap_.finish());
    response_ = response;
  }
  bool stop_requested() override { return stop_signal.load() != 0; }
  /// Absent where the answer was stopped.
  const std::optional<Response>& response() const { return response_; }

 private:
  WordWrap wrap_{::isatty(STDOUT_FILENO) != 0 ? static_cast<std::size_t>(terminal_width(STDOUT_FILENO)) : 0};
  std::optional<Response> response_;
};

void print_logprobs(const Tokenizer& tokenizer, const GeneratedText& answer) {
  std::string text;
  for (std::size_t i = 0; i < answer.ids.size(); ++i) {
    const std::string piece = to_json(visible_text(tokenizer.decode({&answer.ids[i], 1})));
    text += fmt::format("{:9.4f}  {}\n", answer.logprobs[i], piece);
  }
  print(text);
}

}  // namespace

PromptSession::PromptSession(LazyModel& model, Dict sampling, PromptOptions options)
    : model_(model), sampling_(std::move(sampling)), options_(std::move(options)) {
  sampling_settings(sampling_);
  if (!options_.persona.empty()) personas().text(options_.persona);
}

Personas& PromptSession::personas() {
  if (!personas_) personas_ = std::make_unique<Personas>(options_.personas);
  return *personas_;
}

void PromptSession::set(const std::string& name, const std::string& value) {
  if (name.empty() || value.empty()) throw Error(ErrorCode::usage, "write it as /set temperature 0.7");
  if (name == "max_tokens") {
    options_.max_tokens = NamedValue(flag_value(value), name).integer(1);
    print(fmt::format("max_tokens {}\n", options_.max_tokens));
    return;
  }
  std::vector<std::string> known = sampling_option_names();
  known.emplace_back("max_tokens");
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    throw Error(ErrorCode::usage, "no setting '" + name + "'" + did_you_mean(name, known));
  }
  Dict changed = sampling_;
  changed.set(name, flag_value(value));
  sampling_settings(changed);
  sampling_ = std::move(changed);
  print(fmt::format("{} {}\n", name, value));
}

void PromptSession::show() const {
  std::string text;
  for (const auto& [name, value] : to_options(sampling_settings(sampling_))) {
    text += fmt::format("{:<22}{}\n", name,
                        value.is_real()     ? number_text(value.as_real())
                        : value.is_string() ? value.as_string()
                                            : to_json(value));
  }
  text += fmt::format("{:<22}{}\n{:<22}{}\n{:<22}{}\n{:<22}{}\n", "max_tokens", options_.max_tokens, "persona",
                      options_.persona.empty() ? "off" : options_.persona, "logprobs", options_.logprobs ? "on" : "off",
                      "chat", options_.chat ? "on" : "off");
  print(text);
}

void PromptSession::list_personas() {
  std::string text;
  for (const auto& [name, words] : personas().all()) {
    text += fmt::format("{} {:<22}{}\n", name == options_.persona ? "*" : " ", name, words);
  }
  print(text);
}

bool PromptSession::command(const std::string& line) {
  const auto word = [rest = std::string_view(line)]() mutable {
    const std::size_t start = std::min(rest.find_first_not_of(' '), rest.size());
    const std::size_t end = std::min(rest.find(' ', start), rest.size());
    std::string found(rest.substr(start, end - start));
    rest.remove_prefix(end);
    return found;
  };
  auto next = word;
  const std::string name = next(), first = next(), second = next();
  if (name == "/quit" || name == "/exit") return false;
  if (name == "/set") {
    set(first, second);
  } else if (name == "/show") {
    show();
  } else if (name == "/persona") {
    if (first.empty()) {
      list_personas();
    } else {
      if (first != "off") personas().text(first);
      options_.persona = first == "off" ? "" : first;
      print(options_.persona.empty() ? "persona off\n"
                                     : fmt::format("persona {}: {}\n", first, personas().text(first)));
    }
  } else if (name == "/logprobs") {
    options_.logprobs = !options_.logprobs;
    print(options_.logprobs ? "logprobs on\n" : "logprobs off\n");
  } else if (name == "/chat") {
    if (model_.tokenizer().chat_template().empty()) throw Error(ErrorCode::usage, "the model has no chat template");
    options_.chat = !options_.chat;
    print(options_.chat ? "chat on\n" : "chat off\n");
  } else if (name == "/help") {
    print(kHelp);
  } else {
    const std::vector<std::string> known{"/set", "/show", "/persona", "/logprobs", "/chat", "/help", "/quit"};
    throw Error(ErrorCode::usage, "no command '" + name + "'" + did_you_mean(name, known) + "; /help lists them");
  }
  return true;
}

std::string PromptSession::full_prompt(const std::string& text) {
  std::string prompt = options_.persona.empty() ? text : personas().text(options_.persona) + " " + text;
  if (!options_.chat) return prompt;
  const Tokenizer& tokenizer = model_.tokenizer();
  Dict message;
  message.set("role", "user");
  message.set("content", prompt);
  const auto& special = tokenizer.special_tokens();
  const auto chat = chat_template(tokenizer.chat_template(),
                                  {.bos = special.bos ? tokenizer.decode({{*special.bos}}) : "",
                                   .eos = special.eos ? tokenizer.decode({{*special.eos}}) : ""},
                                  "the model");
  return chat({std::move(message)}, true).text;
}

bool PromptSession::answer(const std::string& text) {
  Engine& engine = model_.engine();
  bool good = true;
  for (std::int64_t n = 1; n <= options_.nsamples; ++n) {
    Request request;
    request.key = {.task = "prompt", .document = answered_++, .choice = 0, .repeat = 0};
    Generate body;
    body.prompt = full_prompt(text);
    body.max_tokens = options_.max_tokens;
    body.sampling = sampling_settings(sampling_);
    body.ignore_end_of_text = options_.gpt2_style;
    request.body = std::move(body);
    const std::string rule(40, '=');
    if (options_.gpt2_style) print(fmt::format("{} SAMPLE {} {}\n", rule, n, rule));
    Streamer streamer;
    RunFacts facts;
    engine.run({&request, 1}, streamer, facts);
    print("\n");
    if (!streamer.response()) {
      if (stop_signal.load() == SIGINT) forget_stop_signal();  // the others end the program
      break;
    }
    if (const auto* failure = std::get_if<RequestFailure>(&*streamer.response())) {
      say(failure->message);
      good = false;
      continue;
    }
    const auto& generated = std::get<GeneratedText>(*streamer.response());
    if (generated.stop == StopReason::length && !options_.gpt2_style)
      print_error(fmt::format("(cut at {} tokens; /set max_tokens changes that)", options_.max_tokens));
    if (options_.logprobs) print_logprobs(model_.tokenizer(), generated);
  }
  if (options_.gpt2_style) print(std::string(80, '=') + "\n");
  return good;
}

}  // namespace coldread::app
