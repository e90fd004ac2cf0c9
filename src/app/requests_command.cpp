// `score` and `generate`: requests as JSON lines, answers as JSON lines in the same order.
#include <algorithm>
#include <functional>
#include <memory>
#include <variant>

#include "app/commands.h"
#include "app/lines.h"
#include "app/options.h"
#include "base/error.h"
#include "sampling/options.h"

namespace coldread::app {
namespace {

/// Lines answered together at most: enough to fill batches, few enough to keep memory flat.
constexpr std::size_t kLinesAtOnce = 512;

class Collector : public ResponseSink {
 public:
  explicit Collector(std::size_t count) : responses(count) {}
  void on_done(std::size_t request, const Response& response) override { responses[request] = response; }
  std::vector<Response> responses;
};

Value answer(const TokenScores& scores) {
  Dict dict;
  dict.set("logprob", scores.total);
  dict.set("token_logprobs", to_list(scores.logprobs));
  dict.set("ids", to_list(scores.ids));
  dict.set("is_greedy", scores.is_greedy);
  if (scores.truncated_tokens > 0) dict.set("truncated_tokens", scores.truncated_tokens);
  return dict;
}

Value answer(const GeneratedText& generated) {
  Dict dict;
  dict.set("text", generated.text);
  dict.set("ids", to_list(generated.ids));
  dict.set("stop", std::string(stop_name(generated.stop)));
  if (generated.truncated_tokens > 0) dict.set("truncated_tokens", generated.truncated_tokens);
  return dict;
}

Value answer(const Response& response) {
  if (const auto* scores = std::get_if<TokenScores>(&response)) return answer(*scores);
  return answer(std::get<GeneratedText>(response));
}

Error at(const InputLine& line, const std::string& message) {
  return {ErrorCode::usage, {.file = line.origin, .line = line.number}, message};
}

Request score_request(const InputLine& line) {
  check_keys(line, {"context", "continuation", "text", "ids", "from"});
  Request request;
  if (line.object.find("ids") != nullptr) {
    LogLikelihoodOfIds body{.ids = ids_member(line, "ids"), .from = 1};
    if (const Value* from = line.object.find("from")) {
      const auto most = static_cast<std::int64_t>(body.ids.size());
      body.from =
          static_cast<std::size_t>(named_member(line, "from", *from).integer(1, std::max<std::int64_t>(most, 1)));
    }
    if (body.ids.empty()) throw at(line, "\"ids\" is empty");
    request.body = std::move(body);
  } else if (line.object.find("text") != nullptr) {
    request.body = RollingLogLikelihood{.text = string_member(line, "text")};
  } else {
    request.body =
        LogLikelihood{.context = string_member(line, "context"), .continuation = string_member(line, "continuation")};
  }
  return request;
}

/// What the flags of `generate` say for lines that say nothing else.
struct GenerateDefaults {
  Dict sampling;
  std::int64_t max_tokens = 256;
  std::vector<std::string> until;
};

/// The line's own options replace the defaults one by one.
Request generate_request(const InputLine& line, const GenerateDefaults& defaults) {
  std::vector<std::string> known = sampling_option_names();
  known.insert(known.end(), {"prompt", "ids", "max_tokens", "until", "ignore_eos"});
  check_keys(line, known);
  Generate body;
  body.max_tokens = defaults.max_tokens;
  body.until = defaults.until;
  std::erase(body.until, "");
  if (line.object.find("ids") != nullptr) {
    body.prompt = ids_member(line, "ids");
  } else {
    body.prompt = string_member(line, "prompt");
  }
  Dict options = defaults.sampling;
  for (const auto& [key, value] : line.object.as_dict()) {
    const NamedValue given = named_member(line, key, value);
    if (key == "max_tokens") {
      body.max_tokens = given.integer(0);
    } else if (key == "until") {
      body.until = given.texts();
      std::erase(body.until, "");
    } else if (key == "ignore_eos") {
      body.ignore_end_of_text = given.boolean();
    } else if (key != "prompt" && key != "ids") {
      options.set(key, value);
    }
  }
  try {
    body.sampling = sampling_settings(options);
  } catch (const Error& error) {
    throw at(line, error.what());
  }
  Request request;
  request.body = std::move(body);
  return request;
}

/// A line's request, or what is said in its place.
using Asked = std::variant<Request, Value>;

Asked ask(const InputLine& line, const std::function<Request(const InputLine&)>& to_request) {
  if (!line.error.empty()) return line_error(line, line.error);
  try {
    return to_request(line);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::usage) throw;
    return line_error(line, error.what());
  }
}

/// Answers to lines, in their order; those that are wrong are answered with what is wrong.
std::vector<Value> answers_to(LazyModel& model, const std::vector<InputLine>& lines, const std::vector<Asked>& asked) {
  std::vector<Request> requests;
  for (const Asked& one : asked) {
    if (const auto* request = std::get_if<Request>(&one)) requests.push_back(*request);
  }
  Collector collector(requests.size());
  if (!requests.empty()) {
    model.expect(expected_generation(requests));
    RunFacts facts;
    model.engine().run(requests, collector, facts);
  }
  std::vector<Value> answers;
  std::size_t next = 0;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (const auto* wrong = std::get_if<Value>(&asked[i])) {
      answers.push_back(*wrong);
      continue;
    }
    const Response& response = collector.responses[next++];
    const auto* failure = std::get_if<RequestFailure>(&response);
    answers.push_back(failure != nullptr ? line_error(lines[i], failure->message) : answer(response));
  }
  return answers;
}

int serve(const ModelFlags& flags, const std::string& file,
          const std::function<Request(const InputLine&)>& to_request) {
  LazyModel model(flags);
  LineReader reader(file);
  int exit_code = kDone;
  for (auto lines = reader.next(kLinesAtOnce); !lines.empty(); lines = reader.next(kLinesAtOnce)) {
    std::vector<Asked> asked;
    for (const InputLine& line : lines) asked.push_back(ask(line, to_request));
    for (const Value& answered : answers_to(model, lines, asked)) {
      if (answered.find("error") != nullptr) exit_code = kSomeRequestsFailed;
      write_line(answered);
    }
    flush_output();
  }
  return exit_code;
}

}  // namespace

void add_score(CLI::App& app, int& exit_code) {
  struct Flags {
    ModelFlags model;
    std::string file;
  };
  CLI::App* command = app.add_subcommand("score", "log-probabilities of texts, one JSON object a line");
  auto flags = std::make_shared<Flags>();
  flags->model.add_to(*command);
  command->add_option("--file", flags->file, "read lines from this file instead of standard input");
  command->footer(
      "Lines: {\"context\": s, \"continuation\": s}, {\"text\": s}, or {\"ids\": [...], \"from\": k}\n\n"
      "Example:\n  echo '{\"context\": \"the apple is on the\", \"continuation\": \" table\"}' | "
      "coldread score --model smollm2-135m-instruct");
  command->callback([flags, &exit_code] { exit_code = serve(flags->model, flags->file, score_request); });
}

void add_generate(CLI::App& app, int& exit_code) {
  struct Flags {
    ModelFlags model;
    SamplingFlags sampling;
    GenerateDefaults defaults;
    std::string file;
  };
  CLI::App* command = app.add_subcommand("generate", "text that goes on from prompts, one JSON object a line");
  auto flags = std::make_shared<Flags>();
  flags->model.add_to(*command);
  flags->sampling.add_to(*command);
  command->add_option("--max_tokens,--max-tokens", flags->defaults.max_tokens, "tokens of an answer at most")
      ->check(at_least(0))
      ->capture_default_str();
  one_value_each(command->add_option("--until", flags->defaults.until, "a stop string; may be repeated"));
  command->add_option("--file", flags->file, "read lines from this file instead of standard input");
  command->footer(
      "Lines: {\"prompt\": s} or {\"ids\": [...]}, with optional max_tokens, until, ignore_eos, temperature, top_k, "
      "top_p, min_p, seed, ...\n\n"
      "Example:\n  echo '{\"prompt\": \"The Earth is\", \"max_tokens\": 20, \"top_k\": 40, \"temperature\": 0.7}' | "
      "coldread generate --model smollm2-135m-instruct");
  command->callback([flags, &exit_code] {
    flags->defaults.sampling = flags->sampling.options;
    exit_code = serve(flags->model, flags->file,
                      [&](const InputLine& line) { return generate_request(line, flags->defaults); });
  });
}

}  // namespace coldread::app
