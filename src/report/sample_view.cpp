#include "report/sample_view.h"

#include <algorithm>

#include "base/unicode.h"
#include "report/lmeval_text.h"
#include "template/template.h"

namespace coldread {
namespace {

std::string ids_text(const std::vector<TokenId>& ids, std::size_t from, std::size_t to) {
  std::string text;
  for (std::size_t i = from; i < to; ++i) text += (text.empty() ? "[" : " ") + std::to_string(ids[i]);
  return text.empty() ? "" : text + "]";
}

/// context and continuation of a request, as text.
struct Parts {
  std::string context, continuation;
};

struct PartsOf {
  Parts operator()(const LogLikelihood& body) const { return {body.context, body.continuation}; }
  Parts operator()(const LogLikelihoodOfIds& body) const {
    return {ids_text(body.ids, 0, body.from), ids_text(body.ids, body.from, body.ids.size())};
  }
  Parts operator()(const RollingLogLikelihood& body) const { return {body.text, {}}; }
  Parts operator()(const Generate& body) const {
    if (const auto* text = std::get_if<std::string>(&body.prompt)) return {*text, {}};
    const auto& ids = std::get<std::vector<TokenId>>(body.prompt);
    return {ids_text(ids, 0, ids.size()), {}};
  }
};

bool is_scored_continuation(const Request& request) {
  return std::holds_alternative<LogLikelihood>(request.body) ||
         std::holds_alternative<LogLikelihoodOfIds>(request.body);
}

/// How many of the requests are conditional: half of them where the second half repeats the continuations of the first
/// after an empty context.
std::size_t conditional_count(const std::vector<Parts>& parts) {
  const std::size_t half = parts.size() / 2;
  if (parts.size() < 2 || parts.size() % 2 != 0) return parts.size();
  for (std::size_t i = 0; i < half; ++i) {
    if (parts[half + i].continuation != parts[i].continuation || !parts[half + i].context.empty()) return parts.size();
  }
  const bool all_empty = std::ranges::all_of(parts, [](const Parts& p) { return p.context.empty(); });
  return all_empty ? parts.size() : half;
}

std::size_t common_prefix(const std::vector<Parts>& parts, std::size_t count) {
  std::size_t length = parts.front().context.size();
  for (std::size_t i = 1; i < count; ++i) {
    const std::string& other = parts[i].context;
    std::size_t same = 0;
    while (same < std::min(length, other.size()) && other[same] == parts.front().context[same]) ++same;
    length = same;
  }
  const std::string& first = parts.front().context;
  while (length > 0 && length < first.size() && (static_cast<unsigned char>(first[length]) & 0xC0) == 0x80) --length;
  return length;
}

/// Whether the target (an index, a text, or a list of them) names this choice.
bool names_choice(const Value& target, std::size_t index, std::string_view choice) {
  if (target.is_int()) return target.as_int() == static_cast<std::int64_t>(index);
  if (target.is_string()) return strip(target.as_string()) == strip(choice);
  return target.is_list() &&
         std::ranges::any_of(target.as_list(), [&](const Value& item) { return names_choice(item, index, choice); });
}

/// Marks the reference among several choices. A target that is the text of none may still be an index written as text.
void mark_gold(const Value& target, std::vector<ChoiceView>& choices) {
  bool found = false;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    choices[i].is_gold = names_choice(target, i, choices[i].text);
    found = found || choices[i].is_gold;
  }
  for (std::size_t i = 0; i < choices.size() && !found && target.is_string(); ++i) {
    choices[i].is_gold = target.as_string() == std::to_string(i);
  }
}

void add_choices(const Sample& sample, SampleView& view) {
  std::vector<Parts> parts;
  std::vector<const Response*> responses;
  for (const SampleRequest& request : sample.requests) {
    if (!is_scored_continuation(request.request)) continue;
    parts.push_back(std::visit(PartsOf{}, request.request.body));
    responses.push_back(&request.response);
  }
  if (parts.empty()) return;
  const std::size_t count = conditional_count(parts);
  const std::size_t shared = common_prefix(parts, count);
  view.prompt = parts.front().context.substr(0, shared);
  for (std::size_t i = 0; i < count; ++i) {
    ChoiceView choice{.lead = parts[i].context.substr(shared), .text = parts[i].continuation};
    if (const auto* scores = std::get_if<TokenScores>(responses[i])) {
      choice.logprob = scores->total;
      choice.tokens = static_cast<std::int64_t>(scores->ids.size());
      choice.is_greedy = scores->is_greedy;
    }
    view.choices.push_back(std::move(choice));
  }
  if (count < 2) return;
  mark_gold(sample.target, view.choices);
  const auto best = std::ranges::max_element(view.choices, {}, &ChoiceView::logprob);
  best->is_likeliest = best->logprob.has_value();
}

std::string_view stop_text(StopReason stop) {
  return stop == StopReason::end_of_text ? "eos" : stop == StopReason::until ? "until" : "length";
}

/// The text cut at its tokens' ends; a character that several tokens make up belongs to the last of them.
std::vector<std::string> pieces_of(const GeneratedText& answer, const std::vector<std::int32_t>& token_bytes) {
  std::vector<std::string> pieces;
  std::size_t start = 0, end = 0;
  for (const std::int32_t bytes : token_bytes) {
    end += static_cast<std::size_t>(bytes);
    if (end > answer.text.size()) return {};
    const bool inside = end < answer.text.size() && (static_cast<unsigned char>(answer.text[end]) & 0xC0) == 0x80;
    pieces.push_back(inside ? std::string() : answer.text.substr(start, end - start));
    if (!inside) start = end;
  }
  return pieces;
}

void add_response(const SampleRequest& request, SampleView& view) {
  if (const auto* scores = std::get_if<TokenScores>(&request.response)) {
    view.truncated_tokens = std::max(view.truncated_tokens, scores->truncated_tokens);
    if (std::holds_alternative<RollingLogLikelihood>(request.request.body)) {
      view.text_logprob = view.text_logprob.value_or(0.0) + scores->total;
      view.text_tokens += static_cast<std::int64_t>(scores->ids.size());
    }
  } else if (const auto* generated = std::get_if<GeneratedText>(&request.response)) {
    view.truncated_tokens = std::max(view.truncated_tokens, generated->truncated_tokens);
    AnswerView answer{.text = generated->text,
                      .stop = stop_text(generated->stop),
                      .tokens = static_cast<std::int64_t>(generated->ids.size())};
    answer.source = generated;
    answer.pieces = pieces_of(*generated, request.token_bytes);
    for (const float logprob : generated->logprobs) answer.logprob += static_cast<double>(logprob);
    view.answers.push_back(std::move(answer));
  } else {
    const std::string& message = std::get<RequestFailure>(request.response).message;
    if (std::ranges::find(view.failures, message) == view.failures.end()) view.failures.push_back(message);
  }
}

std::int64_t context_tokens_of(const Response& response) {
  if (const auto* scores = std::get_if<TokenScores>(&response)) return scores->context_tokens;
  if (const auto* generated = std::get_if<GeneratedText>(&response)) return generated->context_tokens;
  return 0;
}

}  // namespace

SampleView view_of(const Sample& sample) {
  SampleView view;
  if (sample.target.is_list()) {
    for (const Value& item : sample.target.as_list()) view.references.push_back(python_str(item));
  } else if (!sample.target.is_null()) {
    view.references.push_back(python_str(sample.target));
  }
  if (!sample.failure.empty()) view.failures.push_back(sample.failure);
  if (sample.requests.empty()) return view;
  view.prompt = std::visit(PartsOf{}, sample.requests.front().request.body).context;
  view.context_tokens = context_tokens_of(sample.requests.front().response);
  for (const SampleRequest& request : sample.requests) add_response(request, view);
  add_choices(sample, view);
  return view;
}

std::optional<double> metric_number(const Value& value) {
  if (value.is_number()) return value.as_number();
  if (value.is_bool()) return value.as_bool() ? 1.0 : 0.0;
  return std::nullopt;
}

std::optional<double> metric_number(const Sample& sample, const std::string& filter, const std::string& metric) {
  const FilteredOutcome* outcome = outcome_of(sample, filter);
  if (outcome == nullptr) return std::nullopt;
  const auto found =
      std::ranges::find(outcome->metrics, metric, [](const auto& entry) -> const std::string& { return entry.first; });
  return found == outcome->metrics.end() ? std::nullopt : metric_number(found->second);
}

}  // namespace coldread
