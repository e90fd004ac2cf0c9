#include "runner/plan/prompt_lengths.h"

#include <algorithm>
#include <variant>

namespace coldread {
namespace {

constexpr std::int64_t kUncut = std::int64_t{1} << 40u;  // tokens that no prompt has
constexpr std::size_t kAddedTokens = 16;                 // at most that a tokenizer adds around a text

std::size_t text_bytes(const Request& request) {
  if (const auto* body = std::get_if<LogLikelihood>(&request.body)) {
    return body->context.size() + body->continuation.size();
  }
  const auto* generate = std::get_if<Generate>(&request.body);
  const auto* text = generate == nullptr ? nullptr : std::get_if<std::string>(&generate->prompt);
  return text == nullptr ? 0 : text->size();
}

Request without_answer(Request request) {
  if (auto* generate = std::get_if<Generate>(&request.body)) generate->max_tokens = 0;
  return request;
}

}  // namespace

PromptLengths::PromptLengths(const PlannedModel& model) {
  if (model.found == nullptr) return;
  tokenizer_ = model.found->tokenizer();
  if (tokenizer_ != nullptr) encoder_.emplace(tokenizer_.get(), kUncut, kUncut);
}

std::optional<std::int64_t> PromptLengths::beyond(const Request& request, std::int64_t room) {
  const std::size_t bytes = text_bytes(request);
  if (!encoder_ || bytes == 0 || static_cast<std::int64_t>(bytes + kAddedTokens) <= room) return std::nullopt;
  const EncodedRequest encoded = encoder_->encode(without_answer(request));
  std::int64_t tokens = 0;
  if (const auto* prompt = std::get_if<PromptIds>(&encoded)) {
    tokens = std::ssize(prompt->ids);
  } else if (const auto* windows = std::get_if<ScoredWindows>(&encoded); windows != nullptr && !windows->empty()) {
    tokens = std::ssize(windows->front().read());
  }
  return tokens > room ? std::optional(tokens) : std::nullopt;
}

std::int64_t PromptLengths::longest(const Task& task, const ChatFormat& chat) {
  std::int64_t longest = 0;
  for (const Document& document : task.documents()) {
    for (const Request& request : task.requests(document, chat)) {
      longest = beyond(request, longest).value_or(longest);
    }
  }
  return longest;
}

}  // namespace coldread
