// `sample`: texts that the model makes up from nothing.
#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <unistd.h>

#include "app/commands.h"
#include "app/console.h"
#include "app/lines.h"
#include "app/options.h"
#include "app/stop_signal.h"
#include "base/error.h"
#include "base/unicode.h"
#include "report/visible_text.h"
#include "sampling/options.h"

namespace coldread::app {
namespace {

/// Samples asked for at once for each place in a batch: a place that gets free is filled again.
constexpr std::int64_t kRefills = 16;
constexpr std::int64_t kDefaultLength = 256;
constexpr std::int64_t kEndless = 1 << 20;  ///< samples, as far as it matters

struct SampleFlags {
  ModelFlags model;
  SamplingFlags sampling;
  std::int64_t nsamples = 1;
  std::int64_t length = 0;
  std::int64_t batch_size = 8;
  bool ignore_end_of_text = false;
  bool json = false;
};

/// What stands before every text: <|endoftext|> where it is a token of its own, else BOS, else EOS.
TokenId beginning(const Tokenizer& tokenizer) {
  const auto ids = tokenizer.encode("<|endoftext|>", true);
  if (ids.size() == 1 && tokenizer.is_special(ids.front())) return ids.front();
  const auto& special = tokenizer.special_tokens();
  const auto found = special.bos ? special.bos : special.eos;
  if (!found) throw Error(ErrorCode::input, "the model has no token that begins a text");
  return *found;
}

/// Prints each sample under its banner, in order, as soon as those before it are out.
class Printer : public ResponseSink {
 public:
  Printer(std::int64_t first, bool json)
      : first_(first), next_(first), json_(json), to_terminal_(::isatty(STDOUT_FILENO) != 0) {}

  void on_done(std::size_t request, const Response& response) override {
    waiting_.emplace(first_ + static_cast<std::int64_t>(request), response);
    for (auto it = waiting_.find(next_); it != waiting_.end(); it = waiting_.find(++next_)) {
      print(it->second);
      waiting_.erase(it);
    }
  }
  bool stop_requested() override { return stop_signal.load() != 0; }
  bool failed() const { return failed_; }

 private:
  void print(const Response& response) {
    if (json_) return print_json(response);
    const std::string rule(40, '=');
    std::string text;
    if (const auto* failure = std::get_if<RequestFailure>(&response)) {
      say("sample " + std::to_string(next_ + 1) + ": " + failure->message);
      failed_ = true;
      return;
    }
    text = valid_utf8(std::get<GeneratedText>(response).text);  // U+FFFD for bytes that are no text
    if (to_terminal_) text = visible_text(text, {.keep_line_breaks = true, .keep_direction_marks = true});
    text = fmt::format("{} SAMPLE {} {}\n{}\n", rule, next_ + 1, rule, text);
    std::fwrite(text.data(), 1, text.size(), stdout);
    flush_output();
  }

  void print_json(const Response& response) {
    Dict dict;
    dict.set("sample", next_ + 1);
    if (const auto* failure = std::get_if<RequestFailure>(&response)) {
      dict.set("error", failure->message);
      failed_ = true;
    } else {
      const auto& text = std::get<GeneratedText>(response);
      dict.set("text", text.text);
      dict.set("ids", to_list(text.ids));
      dict.set("stop", std::string(stop_name(text.stop)));
    }
    write_line(std::move(dict));
    flush_output();
  }

  std::int64_t first_;
  std::int64_t next_;
  bool json_;
  bool to_terminal_;
  bool failed_ = false;
  std::map<std::int64_t, Response> waiting_;
};

Request request_of(std::int64_t sample, TokenId start, const SampleFlags& flags, const SamplingSettings& sampling) {
  Generate body;
  body.prompt = std::vector<TokenId>{start};
  body.max_tokens = flags.length;
  body.sampling = sampling;
  body.ignore_end_of_text = flags.ignore_end_of_text;
  Request request;
  request.key = {.task = "sample", .document = sample, .choice = 0, .repeat = 0};
  request.body = std::move(body);
  return request;
}

int sample(SampleFlags flags) {
  Dict options = flags.sampling.options;
  if (options.find("do_sample") == nullptr && options.find("temperature") == nullptr) options.set("do_sample", true);
  const SamplingSettings sampling = sampling_settings(options);
  LazyModel model(flags.model);
  model.limit_sequences(flags.batch_size);
  const std::int64_t wanted = flags.nsamples > 0 ? std::min(flags.nsamples, flags.batch_size) : flags.batch_size;
  model.expect({.sequences = wanted,
                .tokens = (flags.nsamples > 0 ? flags.nsamples : kEndless) *
                          (flags.length > 0 ? flags.length : kDefaultLength)});
  const TokenId start = beginning(model.tokenizer());
  const std::int64_t most = model.context_length() - 1;
  if (flags.length == 0) flags.length = std::min(kDefaultLength, most);
  if (flags.length > most) {
    throw Error(ErrorCode::usage,
                fmt::format("--length {} is more than the model's context holds; {} at most", flags.length, most));
  }
  Engine& engine = model.engine();
  catch_stop_signals("\n");
  bool failed = false;
  for (std::int64_t first = 0; flags.nsamples == 0 || first < flags.nsamples;) {
    std::int64_t count = flags.batch_size * kRefills;
    if (flags.nsamples > 0) count = std::min(count, flags.nsamples - first);
    std::vector<Request> requests;
    for (std::int64_t i = 0; i < count; ++i) requests.push_back(request_of(first + i, start, flags, sampling));
    Printer printer(first, flags.json);
    RunFacts facts;
    engine.run(requests, printer, facts);
    failed = failed || printer.failed();
    if (stop_signal.load() != 0) return 128 + stop_signal.load();
    first += count;
  }
  return failed ? kSomeRequestsFailed : kDone;
}

}  // namespace

void add_sample(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("sample", "texts that a model makes up from nothing");
  auto flags = std::make_shared<SampleFlags>();
  flags->model.add_to(*command);
  command->add_option("--nsamples", flags->nsamples, "how many; 0: until interrupted")
      ->check(at_least(0))
      ->capture_default_str();
  command->add_option("--length,--max_tokens,--max-tokens", flags->length, "tokens of a sample at most (default: 256)")
      ->check(at_least(1));
  command->add_option("--batch_size,--batch-size", flags->batch_size, "samples at once")
      ->check(whole_number(1, 1024))
      ->capture_default_str();
  command->add_flag("--ignore_eos,--ignore-eos", flags->ignore_end_of_text, "go on after the end of a text");
  command->add_flag("--json", flags->json, "one JSON object a sample: {\"sample\", \"text\", \"ids\", \"stop\"}");
  flags->sampling.add_to(*command);
  command->footer(
      "Without sampling flags each token is drawn from the whole distribution. Sample n is the same whatever the "
      "batch\n"
      "size; another --seed gives others.\n\n"
      "Examples:\n  coldread sample --model gpt2 --nsamples 3 --top_k 40 --temperature 0.7\n"
      "  coldread sample --model gpt2 --nsamples 0 | tee samples.txt");
  command->callback([flags, &exit_code] { exit_code = sample(*flags); });
}

}  // namespace coldread::app
