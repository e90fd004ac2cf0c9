// `explain`: one document from bytes to score.
#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <utility>

#include "app/backend.h"
#include "app/commands.h"
#include "app/console.h"
#include "app/explain_choices.h"
#include "app/lines.h"
#include "app/run_flags.h"
#include "base/error.h"
#include "base/suggest.h"
#include "engine/prompt.h"
#include "io/json.h"
#include "metric/metric.h"
#include "report/writers.h"
#include "runner/config/option_values.h"
#include "runner/execution.h"
#include "runner/folder/stored_run.h"
#include "runner/journal/response_json.h"
#include "runner/plan/plan.h"
#include "runner/plan/requests.h"

namespace coldread::app {
namespace {

struct Flags {
  ConfigFlags run;  ///< config_file may be the folder of a run
  std::string task;
  std::string document;
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

/// context_told: it stands above, once for all requests.
void print_inputs(const Request& request, bool context_told) {
  if (const auto* body = std::get_if<LogLikelihood>(&request.body)) {
    if (!context_told) print_text("  context       " + quoted(body->context) + "\n");
    print_text("  continuation  " + quoted(body->continuation) + "\n");
  } else if (const auto* rolling = std::get_if<RollingLogLikelihood>(&request.body)) {
    print_text("  text          " + quoted(rolling->text) + "\n");
  } else if (const auto* generate = std::get_if<Generate>(&request.body)) {
    const std::string* prompt = std::get_if<std::string>(&generate->prompt);
    if (prompt != nullptr) print_text("  prompt        " + quoted(*prompt) + "\n");
    std::string until;
    for (const std::string& stop : generate->until) until += " " + quoted(stop);
    print_text(fmt::format("  until        {}, at most {} tokens\n", until, generate->max_tokens));
  }
}

/// The tokens that a prompt becomes.
void print_input_tokens(const Tokenizer& tokenizer, PromptEncoder& encoder, const Request& request, bool context_told) {
  if (const auto* body = std::get_if<LogLikelihood>(&request.body)) {
    const auto split = encoder.split(body->context, body->continuation);
    if (const auto* tokens = std::get_if<SplitTokens>(&split)) {
      if (!context_told) print_tokens(tokenizer, "context", tokens->context);
      print_tokens(tokenizer, "continuation", tokens->continuation);
    }
  } else if (std::holds_alternative<Generate>(request.body)) {
    const EncodedRequest encoded = encoder.encode(request);
    if (const auto* ids = std::get_if<PromptIds>(&encoded)) print_tokens(tokenizer, "prompt", ids->ids);
  }
}

/// Of a context that several continuations share: the tokens before the first of them.
void print_context_tokens(const Tokenizer& tokenizer, PromptEncoder& encoder, const Request& request) {
  const auto& body = std::get<LogLikelihood>(request.body);
  const auto split = encoder.split(body.context, body.continuation);
  if (const auto* tokens = std::get_if<SplitTokens>(&split)) print_tokens(tokenizer, "context", tokens->context);
}

std::int64_t truncated_tokens(const Response& response) {
  if (const auto* scores = std::get_if<TokenScores>(&response)) return scores->truncated_tokens;
  const auto* generated = std::get_if<GeneratedText>(&response);
  return generated == nullptr ? 0 : generated->truncated_tokens;
}

/// That a prompt lost its beginning, and where what the model read begins. start: its text; empty where unknown.
void print_cut(const Request& request, const Response& response, const ModelFacts& model, const std::string& start) {
  const std::int64_t cut = truncated_tokens(response);
  if (cut == 0) return;
  const auto* generate = std::get_if<Generate>(&request.body);
  const std::string answer =
      generate == nullptr ? "" : fmt::format(", {} of them for the answer", generate->max_tokens);
  print_text(fmt::format("  cut           the first {} tokens of the prompt: the context holds {}{}\n", cut,
                         model.context_length, answer));
  if (!start.empty()) print_text("  read from     " + quoted(start) + "\n");
}

/// The first tokens that the model read of a prompt, as text.
std::string start_of(const Tokenizer& tokenizer, const EncodedRequest& encoded) {
  constexpr std::size_t kShown = 12;  // tokens
  std::span<const TokenId> ids;
  if (const auto* prompt = std::get_if<PromptIds>(&encoded)) ids = prompt->ids;
  const auto* windows = std::get_if<ScoredWindows>(&encoded);
  if (windows != nullptr && !windows->empty()) ids = windows->front().read();
  return tokenizer.decode(ids.first(std::min(ids.size(), kShown)));
}

/// pieces: the text of each id; fewer where it is unknown.
void print_token_table(const std::vector<TokenId>& ids, const std::vector<float>& logprobs,
                       const std::vector<std::string>& pieces) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    print_text(fmt::format("    {:>7}  {:>12.6f}  {}\n", ids[i], i < logprobs.size() ? logprobs[i] : 0.0F,
                           i < pieces.size() ? quoted(pieces[i]) : ""));
  }
}

void print_response(const Response& response, const std::vector<std::string>& pieces) {
  if (const auto* scores = std::get_if<TokenScores>(&response)) {
    print_text(fmt::format("  ln p          {:.6f} nats over {} tokens, {}\n", scores->total, scores->ids.size(),
                           scores->is_greedy ? "the greedy continuation" : "not the greedy continuation"));
    print_token_table(scores->ids, scores->logprobs, pieces);
  } else if (const auto* generated = std::get_if<GeneratedText>(&response)) {
    print_text("  answer        " + quoted(generated->text) + "\n");
    print_token_table(generated->ids, generated->logprobs, pieces);
  } else {
    print_text("  failed        " + std::get<RequestFailure>(response).message + "\n");
  }
}

const std::vector<TokenId>& ids_of(const Response& response) {
  static const std::vector<TokenId> none;
  if (const auto* scores = std::get_if<TokenScores>(&response)) return scores->ids;
  if (const auto* generated = std::get_if<GeneratedText>(&response)) return generated->ids;
  return none;
}

std::vector<std::string> pieces_of(const Tokenizer& tokenizer, const Response& response) {
  std::vector<std::string> pieces;
  for (const TokenId id : ids_of(response)) pieces.push_back(tokenizer.decode({{id}}));
  return pieces;
}

/// Of a stored answer, as far as it knows the bytes of its tokens.
std::vector<std::string> stored_pieces(const Request& request, const Response& response) {
  std::string_view text;
  if (const auto* generated = std::get_if<GeneratedText>(&response)) text = generated->text;
  if (const auto* scored = std::get_if<LogLikelihood>(&request.body)) text = scored->continuation;
  if (const auto* rolling = std::get_if<RollingLogLikelihood>(&request.body)) text = rolling->text;
  std::vector<std::string> pieces;
  for (const std::int32_t bytes : token_bytes_of(response)) {
    const auto size = std::min(static_cast<std::size_t>(bytes), text.size());
    pieces.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return pieces;
}

/// Whether a column of the row is the text that was given.
bool holds(const Document& document, const std::string& text) {
  return std::ranges::any_of(document.fields.as_dict(),
                             [&](const auto& column) { return column.second == Value(text); });
}

/// By its number, or by the text of a column that no other row has, such as its id.
const Document& find_document(const Task& task, const std::string& given) {
  const auto documents = task.documents();
  const Value number = plain_value(given);
  const auto is_meant = [&](const Document& document) {
    return number.is_int() ? document.id == number.as_int() : holds(document, given);
  };
  const auto found = std::ranges::find_if(documents, is_meant);
  if (found != documents.end() && std::ranges::count_if(documents, is_meant) == 1) return *found;
  const std::string problem = found == documents.end()
                                  ? fmt::format("document {} is none of the {} of task '{}' that are taken", given,
                                                documents.size(), task.facts().name)
                                  : fmt::format("several documents of task '{}' hold '{}'", task.facts().name, given);
  throw Error(ErrorCode::usage, fmt::format("{}: give a number, {} to {}, or the text of a column that one row has",
                                            problem, documents.front().id, documents.back().id));
}

void print_document(const Task& task, const Document& document, const std::string& model) {
  print_text(fmt::format("task {}, document {}, model {}\n\ndocument      {}\ntarget        {}\n", task.facts().name,
                         document.id, model, to_json(document.fields), to_json(task.target(document))));
}

/// The context that all requests share, told once; false where there is none.
bool print_shared_context(const std::vector<Request>& requests) {
  const std::string context = shared_context(requests);
  if (!context.empty()) print_text("\ncontext       " + quoted(context) + "\n");
  return !context.empty();
}

void print_scores(const Task& task, const Document& document, const std::vector<Request>& requests,
                  const std::vector<Response>& responses) {
  print_text(choices_text(requests, responses, to_json(task.target(document))));
  for (const ScoredFilter& filtered : task.score(document, responses)) {
    print_text(fmt::format("\nfilter {}\n", filtered.filter));
    for (const Value& response : filtered.responses) print_text("  makes         " + to_json(response) + "\n");
    for (std::size_t m = 0; m < filtered.scores.size(); ++m) {
      const auto value_name = document_value_name(task.metrics()[m].name, task.facts().output_type);
      print_text(fmt::format("  {:<13} {}\n", value_name, to_json(filtered.scores[m].value)));
    }
    if (filtered.scores.empty()) print_text("  no score: " + filtered.failure + "\n");
  }
}

/// One document of a stored run in one column.
void explain_stored(const StoredRun& run, const Task& task, const PlannedDocument& planned) {
  const Document& document = task.documents()[planned.document];
  const RunColumn& column = run.plan.columns[planned.column].run;
  print_document(task, document, column.id);
  std::vector<Response> responses;
  const bool context_told = print_shared_context(planned.requests);
  for (std::size_t i = 0; i < planned.requests.size(); ++i) {
    print_text(fmt::format("\nrequest {}\n", i));
    print_inputs(planned.requests[i], context_told);
    const auto found = run.journal.answers.find(planned.keys[i]);
    if (found == run.journal.answers.end()) {
      print_text("  no answer yet\n");
      continue;
    }
    print_cut(planned.requests[i], found->second, column.model, "");
    print_response(found->second, stored_pieces(planned.requests[i], found->second));
    responses.push_back(found->second);
  }
  if (responses.size() == planned.requests.size()) print_scores(task, document, planned.requests, responses);
}

/// All that the folder of a run says about one document; nothing else is read.
void explain_run(const Flags& flags) {
  const RunFlags given = flags.run.read();
  if (!given.options.empty() || !given.settings.empty()) {
    throw Error(ErrorCode::usage, {.file = flags.run.config_file},
                "is the folder of a run, whose model and settings are settled: leave --model, --set and the like out");
  }
  const StoredRun run = read_stored_run(flags.run.config_file, ErrorCode::usage);
  std::vector<std::string> names;
  for (const auto& task : run.plan.tasks) names.push_back(task->facts().name);
  const auto name = std::ranges::find(names, flags.task);
  if (name == names.end()) {
    throw Error(ErrorCode::usage, {.file = flags.run.config_file},
                "the run has no task '" + flags.task + "'" + did_you_mean(flags.task, names));
  }
  const auto t = static_cast<std::size_t>(name - names.begin());
  const Task& task = *run.plan.tasks[t];
  const Document& document = find_document(task, flags.document);
  bool first = true;
  for (const auto& of_model : run.documents) {
    for (const PlannedDocument& planned : of_model) {
      if (planned.task != t || &task.documents()[planned.document] != &document) continue;
      if (!std::exchange(first, false)) print_text("\n\n");
      explain_stored(run, task, planned);
    }
  }
  if (first) print_text("the document belongs to another shard\n");
  flush_output();
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

  print_document(task, document, planned.config.name);
  const bool context_told = print_shared_context(requests);
  if (context_told) print_context_tokens(*tokenizer, encoder, requests.front());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    print_text(fmt::format("\nrequest {}\n", i));
    print_inputs(requests[i], context_told);
    print_input_tokens(*tokenizer, encoder, requests[i], context_told);
    print_cut(requests[i], collector.responses[i], planned.facts, start_of(*tokenizer, encoder.encode(requests[i])));
    print_response(collector.responses[i], pieces_of(*tokenizer, collector.responses[i]));
  }
  print_scores(task, document, requests, collector.responses);
  flush_output();
}

}  // namespace

void add_explain(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("explain", "one document from bytes to score");
  auto flags = std::make_shared<Flags>();
  command
      ->add_option("config", flags->run.config_file,
                   "the config whose model and settings are used, or the folder of a run, which says all by itself")
      ->required();
  command->add_option("task", flags->task, "the task's name")->required();
  command
      ->add_option("document", flags->document,
                   "its number, from 0, or the text of a column that it alone has, such as its id")
      ->required();
  flags->run.add_only(*command, {"models", "threads", "allow_path"});
  command->footer(
      "Examples:\n  coldread explain configs/quickstart.yaml choice 3\n"
      "  coldread explain reports/quickstart choice 3");
  command->callback([flags, &exit_code] {
    std::filesystem::is_directory(flags->run.config_file) ? explain_run(*flags) : explain(*flags);
    exit_code = kDone;
  });
}

}  // namespace coldread::app
