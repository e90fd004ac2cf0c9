#include <fmt/format.h>

#include "io/json.h"
#include "report/lmeval_text.h"
#include "report/writers.h"
#include "sampling/options.h"
#include "template/template.h"

namespace coldread {
namespace {

/// generation_kwargs as lm-evaluation-harness names them; what is off or greedy's own is left out.
Dict generation_kwargs(const Generate& generate) {
  Dict kwargs;
  kwargs.set("until", List(generate.until.begin(), generate.until.end()));
  kwargs.set("max_gen_toks", generate.max_tokens);
  const SamplingSettings& sampling = generate.sampling;
  kwargs.set("do_sample", sampling.do_sample);
  if (sampling.do_sample) kwargs.set("temperature", sampling.temperature);
  const SamplingSettings off{.do_sample = sampling.do_sample, .seed = sampling.seed};
  for (const auto& [name, value] : changed_options(sampling, off)) kwargs.set(name, value);
  return kwargs;
}

struct ArgumentsOf {
  Dict operator()(const LogLikelihood& body) const { return arguments(body.context, body.continuation); }
  Dict operator()(const LogLikelihoodOfIds& body) const {
    const auto from = body.ids.begin() + static_cast<std::ptrdiff_t>(body.from);
    return arguments(List(body.ids.begin(), from), List(from, body.ids.end()));
  }
  Dict operator()(const RollingLogLikelihood& body) const {
    Dict dict;
    dict.set("arg_0", body.text);
    return dict;
  }
  Dict operator()(const Generate& body) const {
    const auto* text = std::get_if<std::string>(&body.prompt);
    return arguments(text ? Value(*text) : Value(to_list(std::get<std::vector<TokenId>>(body.prompt))),
                     generation_kwargs(body));
  }
  static Dict arguments(Value first, Value second) {
    Dict dict;
    dict.set("arg_0", std::move(first));
    dict.set("arg_1", std::move(second));
    return dict;
  }
};

/// One element of resps: text, [log-likelihood, is_greedy], or for rolling requests the log-likelihood alone.
Value response_value(const SampleRequest& request) {
  if (const auto* scores = std::get_if<TokenScores>(&request.response)) {
    if (std::holds_alternative<RollingLogLikelihood>(request.request.body)) return scores->total;
    return List{scores->total, scores->is_greedy};
  }
  if (const auto* generated = std::get_if<GeneratedText>(&request.response)) return generated->text;
  return {};
}

/// What lm-evaluation-harness does not keep: tokens, their log-probabilities, how an answer ended.
Dict request_details(const SampleRequest& request) {
  Dict dict;
  dict.set("choice", static_cast<std::int64_t>(request.request.key.choice));
  dict.set("repeat", static_cast<std::int64_t>(request.request.key.repeat));
  if (const auto* scores = std::get_if<TokenScores>(&request.response)) {
    dict.set("context_tokens", scores->context_tokens);
    dict.set("truncated_tokens", scores->truncated_tokens);
    dict.set("ids", to_list(scores->ids));
    dict.set("token_logprobs", to_list(scores->logprobs));
  } else if (const auto* generated = std::get_if<GeneratedText>(&request.response)) {
    dict.set("context_tokens", generated->context_tokens);
    dict.set("truncated_tokens", generated->truncated_tokens);
    dict.set("stop", stop_name(generated->stop));
    dict.set("ids", to_list(generated->ids));
    dict.set("token_logprobs", to_list(generated->logprobs));
    if (!request.token_bytes.empty()) dict.set("token_bytes", to_list(request.token_bytes));
  } else {
    dict.set("failure", std::get<RequestFailure>(request.response).message);
  }
  return dict;
}

/// The parts of a sample that all its filters share.
struct SampleParts {
  Dict arguments;
  List responses;
  Dict own;

  SampleParts(const Report& report, const Sample& sample) {
    std::vector<List> repeats;  // one list a choice
    std::vector<std::int32_t> choices;
    List details;
    for (const SampleRequest& request : sample.requests) {
      const std::int32_t choice = request.request.key.choice;
      if (choices.empty() || choices.back() != choice) {
        arguments.set(fmt::format("gen_args_{}", choices.size()), std::visit(ArgumentsOf{}, request.request.body));
        choices.push_back(choice);
        repeats.emplace_back();
      }
      const Value response = response_value(request);
      if (!response.is_null()) repeats.back().push_back(leaves_as_text(response));
      details.emplace_back(request_details(request));
    }
    for (List& list : repeats) responses.emplace_back(std::move(list));
    own.set("run", report.runs[sample.run].id);
    own.set("requests", std::move(details));
    if (!sample.failure.empty()) own.set("failure", sample.failure);
  }
};

/// What a corpus metric's aggregation needs of this document.
void set_stats(const FilteredOutcome& outcome, Dict& own) {
  Dict stats;
  for (std::size_t m = 0; m < outcome.stats.size(); ++m) {
    const auto& numbers = outcome.stats[m];
    if (!numbers.empty()) stats.set(outcome.metrics[m].first, List(numbers.begin(), numbers.end()));
  }
  if (!stats.empty()) own.set("stats", std::move(stats));
}

Dict sample_line(const Sample& sample, const SampleParts& parts, const std::string& filter) {
  const FilteredOutcome* outcome = outcome_of(sample, filter);
  Dict line;
  line.set("doc_id", sample.document);
  line.set("doc", sample.fields);
  line.set("target", python_str(sample.target));
  line.set("arguments", parts.arguments);
  line.set("resps", parts.responses);
  // No conditional expression: GCC 12 destroys what its other branch has not made where memory runs out.
  Value filtered = List{};
  if (outcome) filtered = leaves_as_text(outcome->responses);
  line.set("filtered_resps", std::move(filtered));
  line.set("filter", filter);
  List names;
  if (outcome) {
    for (const auto& [name, value] : outcome->metrics) names.emplace_back(name);
  }
  line.set("metrics", std::move(names));
  line.set("doc_hash", sample.document_hash);
  line.set("prompt_hash", sample.prompt_hash);
  line.set("target_hash", sample.target_hash);
  if (outcome) {
    for (const auto& [name, value] : outcome->metrics) line.set(name, value);
  }
  Dict own = parts.own;
  if (outcome) set_stats(*outcome, own);
  if (outcome && outcome->no_match) own.set("no_match", true);
  line.set("coldread", std::move(own));
  return line;
}

}  // namespace

std::string samples_jsonl(const Report& report, std::size_t run, const std::string& task) {
  const std::vector<const Sample*> samples = samples_of(report, run, task);
  std::vector<SampleParts> parts;
  for (const Sample* sample : samples) parts.emplace_back(report, *sample);
  std::string out;
  for (const std::string& filter : filters_of(report, task)) {
    for (std::size_t i = 0; i < samples.size(); ++i) {
      out += to_json(sample_line(*samples[i], parts[i], filter)) + "\n";
    }
  }
  return out;
}

}  // namespace coldread
