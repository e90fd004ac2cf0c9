// `explain`: one document from bytes to score.
#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <memory>

#include "app/backend.h"
#include "app/commands.h"
#include "app/console.h"
#include "app/lines.h"
#include "app/run_flags.h"
#include "base/error.h"
#include "engine/prompt.h"
#include "io/json.h"
#include "metric/metric.h"
#include "report/writers.h"
#include "runner/execution.h"
#include "runner/plan/plan.h"
#include "runner/plan/requests.h"

namespace coldread::app {
namespace {

struct Flags {
  ConfigFlags run;
  std::string task;
  std::int64_t document = 0;
};

class Collector : public ResponseSink {
 public:
  explicit Collector(std::size_t count) : responses(count) {}
  void on_done(std::size_t request, const Response& response) override { responses[request] = response; }
  std::vector<Response> responses;
};

/// A text as JSON writes it: every space, line end and control character can be seen.
std::string quoted(const std::string& text) {
  return to_json(text);
}

void print_tokens(const Tokenizer& tokenizer, const char* name, const std::vector<TokenId>& ids) {
  std::string line = fmt::format("  {:<13}", name);
  for (const TokenId id : ids) line += fmt::format(" {}:{}", id, quoted(tokenizer.decode({{id}})));
  print_text(line + "\n");
}

void print_inputs(const Tokenizer& tokenizer, PromptEncoder& encoder, const Request& request) {
  if (const auto* body = std::get_if<LogLikelihood>(&request.body)) {
    print_text("  context       " + quoted(body->context) + "\n  continuation  " + quoted(body->continuation) + "\n");
    const auto split = encoder.split(body->context, body->continuation);
    if (const auto* tokens = std::get_if<SplitTokens>(&split)) {
      print_tokens(tokenizer, "context", tokens->context);
      print_tokens(tokenizer, "continuation", tokens->continuation);
    }
  } else if (const auto* rolling = std::get_if<RollingLogLikelihood>(&request.body)) {
    print_text("  text          " + quoted(rolling->text) + "\n");
  } else if (const auto* generate = std::get_if<Generate>(&request.body)) {
    const std::string* prompt = std::get_if<std::string>(&generate->prompt);
    if (prompt != nullptr) print_text("  prompt        " + quoted(*prompt) + "\n");
    const EncodedRequest encoded = encoder.encode(request);
    if (const auto* ids = std::get_if<PromptIds>(&encoded)) print_tokens(tokenizer, "prompt", ids->ids);
    std::string until;
    for (const std::string& stop : generate->until) until += " " + quoted(stop);
    print_text(fmt::format("  until        {}, at most {} tokens\n", until, generate->max_tokens));
  }
}

void print_token_table(const Tokenizer& tokenizer, const std::vector<TokenId>& ids,
                       const std::vector<float>& logprobs) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    print_text(fmt::format("    {:>7}  {:>12.6f}  {}\n", ids[i], i < logprobs.size() ? logprobs[i] : 0.0F,
                           quoted(tokenizer.decode({{ids[i]}}))));
  }
}

void print_response(const Tokenizer& tokenizer, const Response& response) {
  if (const auto* scores = std::get_if<TokenScores>(&response)) {
    print_text(fmt::format("  ln p          {:.6f} nats over {} tokens, {}\n", scores->total, scores->ids.size(),
                           scores->is_greedy ? "every one the most likely" : "not every one the most likely"));
    print_token_table(tokenizer, scores->ids, scores->logprobs);
  } else if (const auto* generated = std::get_if<GeneratedText>(&response)) {
    print_text("  answer        " + quoted(generated->text) + "\n");
    print_token_table(tokenizer, generated->ids, generated->logprobs);
  } else {
    print_text("  failed        " + std::get<RequestFailure>(response).message + "\n");
  }
}

const Document& find_document(const Task& task, std::int64_t id) {
  const auto documents = task.documents();
  const auto found = std::find_if(documents.begin(), documents.end(), [&](const Document& d) { return d.id == id; });
  if (found == documents.end()) {
    throw Error(ErrorCode::usage, fmt::format("task '{}' has documents 0 to {}, not {}", task.facts().name,
                                              documents.empty() ? 0 : documents.back().id, id));
  }
  return *found;
}

void explain(Flags flags) {
  flags.run.give(run_option("tasks"), flags.task);
  const RunConfig config = read_run_config(flags.run.read());
  const Plan plan = resolve(config, backend());
  const Task& task = *plan.tasks.front();
  const Document& document = find_document(task, flags.document);
  const PlannedModel& planned = plan.models.front();
  const auto tokenizer = tokenizer_of(*planned.found);
  const OpenModel model = planned.found->open({.threads = config.threads, .compute = planned.config.compute});
  PromptEncoder encoder(tokenizer.get(), planned.facts.context_length, model.vocabulary_size);
  const std::vector<Request> requests = task.requests(document, planned.chat);
  Collector collector(requests.size());
  RunFacts facts;
  model.engine->run(requests, collector, facts);

  print_text(fmt::format("task {}, document {}, model {}\n\ndocument      {}\ntarget        {}\n", task.facts().name,
                         document.id, planned.config.name, to_json(document.fields), to_json(task.target(document))));
  for (std::size_t i = 0; i < requests.size(); ++i) {
    print_text(fmt::format("\nrequest {}\n", i));
    print_inputs(*tokenizer, encoder, requests[i]);
    print_response(*tokenizer, collector.responses[i]);
  }
  for (const ScoredFilter& filtered : task.score(document, collector.responses)) {
    print_text(fmt::format("\nfilter {}\n", filtered.filter));
    for (const Value& response : filtered.responses) print_text("  makes         " + to_json(response) + "\n");
    for (std::size_t m = 0; m < filtered.scores.size(); ++m) {
      const auto value_name = document_value_name(task.metrics()[m].name, task.facts().output_type);
      print_text(fmt::format("  {:<13} {}\n", value_name, to_json(filtered.scores[m].value)));
    }
    if (filtered.scores.empty()) print_text("  no score: the document failed\n");
  }
  flush_output();
}

}  // namespace

void add_explain(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("explain", "one document from bytes to score");
  auto flags = std::make_shared<Flags>();
  command->add_option("config", flags->run.config_file, "the config whose model and settings are used")->required();
  command->add_option("task", flags->task, "the task's name")->required();
  command->add_option("document", flags->document, "the document's index, from 0")->required();
  flags->run.add_only(*command, {"models", "threads", "allow_path"});
  command->footer("Example:\n  coldread explain configs/quickstart.yaml choice 3");
  command->callback([flags, &exit_code] {
    explain(*flags);
    exit_code = kDone;
  });
}

}  // namespace coldread::app
