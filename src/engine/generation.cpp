#include "engine/generation.h"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <utility>

#include "sampling/sampling.h"

namespace coldread {
namespace {

bool contains(std::span<const TokenId> ids, TokenId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// The one special token that the text stands for, if it does.
std::optional<TokenId> special_token(const Tokenizer& tokenizer, std::string_view text) {
  const auto ids = tokenizer.encode(text, true);
  return ids.size() == 1 && tokenizer.is_special(ids[0]) ? std::optional(ids[0]) : std::nullopt;
}

}  // namespace

std::vector<TokenId> end_of_text_tokens(const Tokenizer* tokenizer, std::span<const TokenId> otherwise) {
  if (tokenizer == nullptr) return {otherwise.begin(), otherwise.end()};
  std::vector<TokenId> tokens;
  for (const EndToken& token : tokenizer->end_tokens()) tokens.push_back(token.id);
  return tokens;
}

Generation::Generation(std::size_t id, Request request, PromptIds prompt, const Tokenizer* tokenizer,
                       std::span<const TokenId> end_of_text)
    : id_(id),
      body_(std::get<Generate>(std::move(request.body))),
      tokenizer_(tokenizer),
      random_(body_.sampling.seed, request.key.task, request.key.document, request.key.repeat),
      prompt_length_(prompt.ids.size()),
      rotary_length_(prompt.rotary_length),
      ids_(std::move(prompt.ids)),
      growing_(body_.until),
      wants_logits_(body_.sampling.do_sample || changes_logits(body_.sampling)) {
  if (tokenizer_ != nullptr) decoder_ = tokenizer_->decode_stream(true);
  ids_.reserve(prompt_length_ + static_cast<std::size_t>(std::clamp<std::int64_t>(body_.max_tokens, 0, 4096)));
  answer_.context_tokens = static_cast<std::int64_t>(prompt_length_);
  answer_.truncated_tokens = prompt.truncated;
  answer_.early_rope_scaling = prompt.early_rope_scaling;
  if (!body_.ignore_end_of_text) {
    end_of_text_.assign(end_of_text.begin(), end_of_text.end());
  }
  for (const auto& stop : body_.until) {
    stops_at_once_ |= stop.empty();
    if (tokenizer_ == nullptr) {
      failure_ = "stop strings need the model's tokenizer, and it has none: leave them out";
    } else if (const auto token = special_token(*tokenizer_, stop)) {
      stop_tokens_.push_back(*token);
    }
  }
  finished_ = failure_.has_value() || body_.max_tokens == 0;
}

void Generation::choose(const ProbeResult& result, std::span<const float> logits) noexcept {
  try {
    if (!result.finite) {
      failure_ = fmt::format("the model gave a logit that is not finite after token {}: its weights may be damaged",
                             ids_.size());
    } else if (!wants_logits()) {
      chosen_ = result.argmax;
      chosen_logprob_ = result.argmax_logprob;
    } else {
      const auto step = static_cast<std::uint32_t>(answer_.ids.size());
      const PreviousTokens previous{ids_, prompt_length_};
      chosen_ = body_.sampling.do_sample ? draw(logits, body_.sampling, previous, random_.uniform(step))
                                         : most_likely(logits, body_.sampling, previous);
      chosen_logprob_ = static_cast<float>(double{logits[static_cast<std::size_t>(chosen_)]} - result.log_partition);
    }
  } catch (const std::exception& error) {
    failure_ = fmt::format("sampling failed: {}", error.what());
  }
}

/// Whether the text ends with the token that was just taken.
bool Generation::ends(TokenId token) {
  const bool stops = stops_at_once_ || contains(stop_tokens_, token);
  const bool has_text =
      !contains(stop_tokens_, token) && decoder_ && static_cast<std::size_t>(token) < tokenizer_->vocabulary_size();
  if (has_text && growing_.append(decoder_->push(token))) {
    answer_.stop = StopReason::until;
    return true;
  }
  answer_.stop = stops ? StopReason::until : StopReason::length;
  const bool over = stops || static_cast<std::int64_t>(answer_.ids.size()) == body_.max_tokens;
  if (over) finish_text();
  return over;
}

/// Takes the bytes that the decoder held back, in which a stop string may end.
void Generation::finish_text() {
  if (decoder_ && growing_.append(decoder_->finish())) answer_.stop = StopReason::until;
}

std::string_view Generation::take() {
  if (failure_) {
    finished_ = true;
    return {};
  }
  if (contains(end_of_text_, chosen_)) {
    answer_.stop = StopReason::end_of_text;
    finish_text();
    finished_ = true;
  } else {
    ids_.push_back(chosen_);
    answer_.ids.push_back(chosen_);
    answer_.logprobs.push_back(chosen_logprob_);
    finished_ = ends(chosen_);
  }
  return finished_ ? growing_.take_rest() : growing_.take_safe();
}

Response Generation::response() && {
  if (failure_) {
    return RequestFailure{*std::move(failure_)};
  }
  answer_.text = growing_.text();
  return std::move(answer_);
}

}  // namespace coldread
