#include "runner/divergence_run.h"

#include <algorithm>
#include <fmt/format.h>
#include <memory>

#include "base/error.h"
#include "base/unicode.h"
#include "engine/prompt.h"
#include "metric/metric.h"
#include "model/compute_type.h"
#include "model/find_model.h"
#include "model/model.h"
#include "runner/divergence.h"
#include "runner/perplexity.h"
#include "runner/plan/plan.h"
#include "runner/plan/requests.h"

namespace coldread {
namespace {

class Collector final : public ResponseSink {
 public:
  explicit Collector(std::size_t count) : responses(count) {}
  void on_done(std::size_t request, const Response& response) override { responses[request] = response; }
  std::vector<Response> responses;
};

/// A model that both reads blocks of tokens and answers requests.
struct Loaded {
  std::unique_ptr<Model> model;
  std::shared_ptr<const Tokenizer> tokenizer;
};

Loaded load(const ModelUnderType& wanted, const Backend& backend, int threads) {
  Loaded loaded;
  loaded.tokenizer = backend.find(wanted.path)->tokenizer();
  if (!loaded.tokenizer) throw Error(ErrorCode::input, wanted.path + ": its tokenizer is not on this machine");
  loaded.model = load_model(find_model(wanted.path), {.threads = threads, .compute = wanted.compute});
  return loaded;
}

/// Throws where a token's id means another text in the other model, or their heads have other sizes.
void demand_one_vocabulary(const DivergenceOptions& options, const Loaded& base, const Loaded& other) {
  const std::string pair = options.base.path + " and " + options.other.path;
  const auto sizes = [&](std::int64_t a, std::int64_t b) {
    if (a != b) {
      throw Error(ErrorCode::usage, fmt::format("{} have different vocabularies: {} and {} tokens", pair, a, b));
    }
  };
  sizes(base.model->vocabulary_size(), other.model->vocabulary_size());
  sizes(static_cast<std::int64_t>(base.tokenizer->vocabulary_size()),
        static_cast<std::int64_t>(other.tokenizer->vocabulary_size()));
  for (TokenId id = 0; id < static_cast<TokenId>(base.tokenizer->vocabulary_size()); ++id) {
    const std::string a = base.tokenizer->decode({{id}}), b = other.tokenizer->decode({{id}});
    if (a != b) {
      throw Error(ErrorCode::usage, fmt::format("{} have different vocabularies: token {} is '{}' and '{}'", pair, id,
                                                valid_utf8(a), valid_utf8(b)));
    }
  }
}

/// Adds the tokens of a text's windows to a report.
class Measurement {
 public:
  Measurement(const Loaded& base, const Loaded& other, DivergenceReport& report)
      : base_(base), other_(other), report_(report) {}

  std::int64_t context() const { return std::min(base_.model->context_length(), other_.model->context_length()); }

  void add(const std::string& name, const ScoredWindows& windows) {
    const std::size_t text = report_.texts.size();
    report_.texts.push_back(name);
    for (const ScoredIds& window : windows) {
      for (TokenDivergence& one : token_divergences(*base_.model, *other_.model, window)) {
        one.text = text;
        report_.pieces.push_back(valid_utf8(base_.tokenizer->decode({{one.id}})));
        report_.tokens.push_back(one);
      }
    }
  }

 private:
  const Loaded& base_;
  const Loaded& other_;
  DivergenceReport& report_;
};

std::vector<Response> answers_of(const Loaded& loaded, const std::vector<Request>& requests) {
  const auto engine = make_local_engine(*loaded.model, loaded.tokenizer.get());
  Collector collector(requests.size());
  RunFacts facts;
  engine->run(requests, collector, facts);
  return std::move(collector.responses);
}

/// The scores of a task's first metric, document by document; none where one failed.
std::vector<std::optional<ItemScore>> scores_of(const Task& task, const std::vector<PlannedDocument>& documents,
                                                std::span<const Response> responses) {
  std::vector<std::optional<ItemScore>> scores;
  for (const PlannedDocument& planned : documents) {
    const auto own = responses.first(planned.requests.size());
    responses = responses.subspan(planned.requests.size());
    const auto filtered = task.score(task.documents()[planned.document], own);
    const bool scored = !filtered.empty() && !filtered.front().scores.empty();
    scores.push_back(scored ? std::optional(filtered.front().scores.front()) : std::nullopt);
  }
  return scores;
}

bool is_verdict(double value) {
  return value == 0 || value == 1;
}

/// A flipped answer is right in one model and wrong in the other; values between count in the means alone.
TaskFlips flips_of(const Task& task, const std::vector<PlannedDocument>& documents, const Loaded& base,
                   const Loaded& other) {
  std::vector<Request> requests;
  for (const PlannedDocument& planned : documents) {
    requests.insert(requests.end(), planned.requests.begin(), planned.requests.end());
  }
  const std::vector<Response> base_answers = answers_of(base, requests), other_answers = answers_of(other, requests);
  const auto before = scores_of(task, documents, base_answers), after = scores_of(task, documents, other_answers);
  const TaskMetric& metric = task.metrics().front();
  TaskFlips flips{.task = task.facts().name, .metric = metric.name};
  std::vector<ItemScore> first, second;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (!before[i] || !after[i]) continue;
    first.push_back(*before[i]);
    second.push_back(*after[i]);
    if (!is_verdict(before[i]->value) || !is_verdict(after[i]->value) || before[i]->value == after[i]->value) continue;
    ((after[i]->value > before[i]->value) == metric.higher_is_better ? flips.better : flips.worse) += 1;
  }
  flips.documents = std::ssize(first);
  flips.flipped = flips.better + flips.worse;
  if (!first.empty()) {
    flips.base_value = estimate(*metric.metric, first, metric.aggregation).value;
    flips.other_value = estimate(*metric.metric, second, metric.aggregation).value;
  }
  return flips;
}

/// What both models read of a document: its first prompt, and what follows that where it is scored. Every token but the
/// first is compared.
ScoredWindows windows_of(const PlannedDocument& planned, PromptEncoder& encoder) {
  const EncodedRequest encoded = encoder.encode(planned.requests.front());
  if (const auto* prompt = std::get_if<PromptIds>(&encoded)) {
    if (prompt->ids.size() < 2) return {};
    return {ScoredIds{.ids = prompt->ids, .from = 1}};
  }
  if (const auto* windows = std::get_if<ScoredWindows>(&encoded)) {
    ScoredWindows whole = *windows;
    if (!std::holds_alternative<RollingLogLikelihood>(planned.requests.front().body)) {
      for (ScoredIds& window : whole) window.from = 1;
    }
    return whole;
  }
  throw Error(ErrorCode::input, std::get<RequestFailure>(encoded).message);
}

void add_tasks(const RunConfig& config, const Backend& backend, const Loaded& base, const Loaded& other,
               Measurement& measurement, RunObserver& observer, DivergenceReport& report) {
  const Plan plan = resolve(config, backend);
  for (const std::string& warning : plan.warnings) observer.on_warning(warning);
  PromptEncoder encoder(base.tokenizer.get(), measurement.context(), base.model->vocabulary_size());
  const std::vector<PlannedDocument> documents = documents_of(plan, 0);
  for (std::size_t t = 0; t < plan.tasks.size(); ++t) {
    const Task& task = *plan.tasks[t];
    observer.on_stage("comparing " + task.facts().name);
    std::vector<PlannedDocument> own;
    for (const PlannedDocument& planned : documents) {
      if (planned.task == t) own.push_back(planned);
    }
    for (const PlannedDocument& planned : own) {
      const std::int64_t id = task.documents()[planned.document].id;
      measurement.add(fmt::format("{}, document {}", task.facts().name, id), windows_of(planned, encoder));
    }
    report.tasks.push_back(flips_of(task, own, base, other));
  }
}

}  // namespace

ModelUnderType model_under_type(const std::string& text) {
  constexpr std::string_view kKey = ",compute=";
  ModelUnderType model{.path = text};
  const std::size_t comma = text.rfind(',');
  if (comma == std::string::npos || text.find('=', comma) == std::string::npos) return model;
  if (text.compare(comma, kKey.size(), kKey) != 0) {
    throw Error(ErrorCode::usage, "'" + text + "': a model is written PATH or PATH,compute=fp32|int8|bf16");
  }
  model.path = text.substr(0, comma);
  model.compute = text.substr(comma + kKey.size());
  check_compute_type(model.compute);
  return model;
}

DivergenceReport measure_divergence(const DivergenceOptions& options, RunConfig config, const Backend& backend,
                                    RunObserver& observer) {
  DivergenceReport report;
  report.base = options.base.path + ", " + options.base.compute;
  report.other = options.other.path + ", " + options.other.compute;
  observer.on_stage("loading " + options.base.path);
  const Loaded base = load(options.base, backend, config.threads);
  observer.on_stage("loading " + options.other.path);
  const Loaded other = load(options.other, backend, config.threads);
  demand_one_vocabulary(options, base, other);
  Measurement measurement(base, other, report);
  for (const NamedText& text : options.texts) {
    observer.on_stage("comparing " + text.name);
    const TextTokens tokens = text_tokens(*base.tokenizer, text.text);
    measurement.add(text.name, text_windows(tokens.ids, tokens.prefix, {.context = measurement.context()}));
  }
  if (!config.tasks.empty()) add_tasks(config, backend, base, other, measurement, observer, report);
  if (report.tokens.empty()) throw Error(ErrorCode::input, "there is no token to compare: the texts are empty");
  report.summary = summarize(report.tokens);
  return report;
}

}  // namespace coldread
