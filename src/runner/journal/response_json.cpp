#include "runner/journal/response_json.h"

#include <limits>
#include <utility>

#include "base/error.h"
#include "base/unicode.h"
#include "io/sha256.h"
#include "sampling/options.h"

namespace coldread {
namespace {

const Value& member(const Value& value, std::string_view key) {
  const Value* found = value.find(key);
  if (found == nullptr) throw Error(ErrorCode::input, "a stored answer lacks \"" + std::string(key) + "\"");
  return *found;
}

std::int64_t integer(const Value& value, std::string_view key) {
  const Value& number = member(value, key);
  if (!number.is_int()) throw Error(ErrorCode::input, "a stored answer's \"" + std::string(key) + "\" is no integer");
  return number.as_int();
}

std::vector<TokenId> ids_from(const Value& value) {
  std::vector<TokenId> ids;
  if (const Value& list = member(value, "ids"); list.is_list()) {
    for (const Value& id : list.as_list()) ids.push_back(id.is_int() ? static_cast<TokenId>(id.as_int()) : -1);
  }
  return ids;
}

std::vector<float> logprobs_from(const Value& value) {
  std::vector<float> numbers;
  if (const Value& list = member(value, "logprobs"); list.is_list()) {
    for (const Value& number : list.as_list()) {
      numbers.push_back(number.is_number() ? static_cast<float>(number.as_number()) : 0.0F);
    }
  }
  return numbers;
}

Dict to_dict(const TokenScores& scores) {
  Dict dict;
  dict.set("ids", to_list(scores.ids));
  dict.set("logprobs", to_list(scores.logprobs));
  dict.set("total", scores.total);
  dict.set("is_greedy", scores.is_greedy);
  dict.set("context_tokens", scores.context_tokens);
  dict.set("truncated_tokens", scores.truncated_tokens);
  return dict;
}

Dict to_dict(const GeneratedText& generated) {
  Dict dict;
  dict.set("text", generated.text);
  dict.set("ids", to_list(generated.ids));
  dict.set("logprobs", to_list(generated.logprobs));
  dict.set("stop", std::string(stop_name(generated.stop)));
  dict.set("context_tokens", generated.context_tokens);
  dict.set("truncated_tokens", generated.truncated_tokens);
  if (generated.early_rope_scaling) dict.set("early_rope_scaling", true);
  return dict;
}

Dict to_dict(const RequestFailure& failure) {
  Dict dict;
  dict.set("failure", failure.message);
  return dict;
}

/// A text of a request, to the byte: JSON would show all invalid UTF-8 alike.
Value exact(const std::string& text) {
  if (is_valid_utf8(text)) return text;
  Dict bytes;
  bytes.set("sha256 of bytes", sha256_hex(text));
  return bytes;
}

Dict inputs_of(const LogLikelihood& body) {
  Dict dict;
  dict.set("context", exact(body.context));
  dict.set("continuation", exact(body.continuation));
  return dict;
}

Dict inputs_of(const LogLikelihoodOfIds& body) {
  Dict dict;
  dict.set("ids", to_list(body.ids));
  dict.set("from", static_cast<std::int64_t>(body.from));
  return dict;
}

Dict inputs_of(const RollingLogLikelihood& body) {
  Dict dict;
  dict.set("text", exact(body.text));
  if (body.scores_bos) dict.set("scores_bos", true);
  return dict;
}

Dict inputs_of(const Generate& body) {
  Dict dict;
  if (const auto* text = std::get_if<std::string>(&body.prompt)) {
    dict.set("prompt", exact(*text));
  } else {
    dict.set("ids", to_list(std::get<std::vector<TokenId>>(body.prompt)));
  }
  List until;
  for (const std::string& stop : body.until) until.push_back(exact(stop));
  dict.set("until", std::move(until));
  dict.set("max_tokens", body.max_tokens);
  dict.set("ignore_end_of_text", body.ignore_end_of_text);
  dict.set(body.sampling.do_sample ? "sampling" : "penalties", key_options(body.sampling));
  return dict;
}

std::vector<std::int32_t>* bytes_member(Response& response) {
  if (auto* scores = std::get_if<TokenScores>(&response)) return &scores->token_bytes;
  if (auto* generated = std::get_if<GeneratedText>(&response)) return &generated->token_bytes;
  return nullptr;
}

std::size_t count_of_ids(const Response& response) {
  if (const auto* scores = std::get_if<TokenScores>(&response)) return scores->ids.size();
  if (const auto* generated = std::get_if<GeneratedText>(&response)) return generated->ids.size();
  return 0;
}

}  // namespace

Value to_value(const Response& response) {
  return std::visit([](const auto& body) { return Value(to_dict(body)); }, response);
}

Response response_from(const Value& value) {
  if (const Value* failure = value.find("failure")) {
    return RequestFailure{failure->is_string() ? failure->as_string() : ""};
  }
  if (value.find("text") != nullptr) {
    const Value& text = member(value, "text");
    const Value& stop = member(value, "stop");
    if (!text.is_string() || !stop.is_string()) throw Error(ErrorCode::input, "a stored answer's text is no text");
    GeneratedText generated{.text = text.as_string(),
                            .ids = ids_from(value),
                            .logprobs = logprobs_from(value),
                            .stop = StopReason::length,
                            .context_tokens = integer(value, "context_tokens"),
                            .truncated_tokens = integer(value, "truncated_tokens")};
    if (stop.as_string() == "eos") generated.stop = StopReason::end_of_text;
    if (stop.as_string() == "until") generated.stop = StopReason::until;
    generated.early_rope_scaling = value.find("early_rope_scaling") != nullptr;
    return generated;
  }
  const Value& total = member(value, "total");
  const Value& is_greedy = member(value, "is_greedy");
  if (!total.is_number() || !is_greedy.is_bool()) throw Error(ErrorCode::input, "a stored answer's total is no number");
  return TokenScores{.ids = ids_from(value),
                     .logprobs = logprobs_from(value),
                     .total = total.as_number(),
                     .is_greedy = is_greedy.as_bool(),
                     .context_tokens = integer(value, "context_tokens"),
                     .truncated_tokens = integer(value, "truncated_tokens")};
}

const std::vector<std::int32_t>& token_bytes_of(const Response& response) {
  static const std::vector<std::int32_t> none;
  const std::vector<std::int32_t>* bytes = bytes_member(const_cast<Response&>(response));
  return bytes == nullptr ? none : *bytes;
}

void set_token_bytes(Response& response, const Value& bytes) {
  std::vector<std::int32_t>* member = bytes_member(response);
  if (member == nullptr || !bytes.is_list() || bytes.as_list().size() != count_of_ids(response)) return;
  std::vector<std::int32_t> made;
  std::int64_t total = 0;
  for (const Value& one : bytes.as_list()) {
    if (!one.is_int() || one.as_int() < 0 || one.as_int() > std::numeric_limits<std::int32_t>::max()) return;
    made.push_back(static_cast<std::int32_t>(one.as_int()));
    total += one.as_int();
  }
  const auto* generated = std::get_if<GeneratedText>(&response);
  if (generated != nullptr && total != std::ssize(generated->text)) return;
  *member = std::move(made);
}

Value answer_inputs(const Request& request) {
  Dict dict = std::visit([](const auto& body) { return inputs_of(body); }, request.body);
  const auto* generate = std::get_if<Generate>(&request.body);
  if (generate != nullptr && generate->sampling.do_sample) {
    dict.set("task", exact(request.key.task));
    dict.set("document", request.key.document);
    dict.set("repeat", std::int64_t{request.key.repeat});
  }
  return dict;
}

}  // namespace coldread
