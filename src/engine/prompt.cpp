#include "engine/prompt.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "base/unicode.h"

namespace coldread {
namespace {

const RequestFailure kNoTokenizer{"the request is text, but the model has no tokenizer: send token ids"};
const RequestFailure kNoPrefixToken{
    "the context is empty and the tokenizer has neither a BOS nor an EOS token to stand for it"};

std::int64_t length_of(const std::vector<TokenId>& ids) {
  return static_cast<std::int64_t>(ids.size());
}

void drop_left(std::vector<TokenId>& ids, std::int64_t count) {
  ids.erase(ids.begin(), ids.begin() + count);
}

/// Cuts ids to context_length + 1: the last is scored, not read.
std::variant<ScoredIds, RequestFailure> fit(ScoredIds scored, std::int64_t context_length) {
  const auto wanted = length_of(scored.ids) - static_cast<std::int64_t>(scored.from);
  if (wanted > context_length) {
    return RequestFailure{
        fmt::format("{} tokens are to be scored, but the model's context holds {}", wanted, context_length)};
  }
  scored.truncated = std::max<std::int64_t>(0, length_of(scored.ids) - (context_length + 1));
  drop_left(scored.ids, scored.truncated);
  scored.from -= static_cast<std::size_t>(scored.truncated);
  return scored;
}

EncodedRequest one_window(ScoredIds scored, std::int64_t context_length) {
  auto fitted = fit(std::move(scored), context_length);
  if (auto* failure = std::get_if<RequestFailure>(&fitted)) {
    return std::move(*failure);
  }
  return ScoredWindows{std::get<ScoredIds>(std::move(fitted))};
}

}  // namespace

PromptEncoder::PromptEncoder(const Tokenizer* tokenizer, std::int64_t context_length, std::int64_t vocabulary_size)
    : tokenizer_(tokenizer), context_length_(context_length), vocabulary_size_(vocabulary_size) {
  if (tokenizer_ == nullptr) {
    return;
  }
  const auto& special = tokenizer_->special_tokens();
  prefix_token_ = special.bos ? special.bos : special.eos;
  if (special.bos) {
    bos_text_ = tokenizer_->decode(std::vector<TokenId>{*special.bos});
  }
}

std::vector<TokenId> PromptEncoder::tokens_of(std::string_view text) const {
  auto ids = tokenizer_->encode(text, true);
  if (!bos_text_.empty() && text.starts_with(bos_text_)) return ids;
  return tokenizer_->post_process(std::move(ids));
}

std::variant<SplitTokens, RequestFailure> PromptEncoder::split(std::string_view context,
                                                               std::string_view continuation) {
  if (tokenizer_ == nullptr) {
    return kNoTokenizer;
  }
  SplitTokens tokens;
  if (context.empty()) {
    if (!prefix_token_) {
      return kNoPrefixToken;
    }
    tokens.context = {*prefix_token_};
    tokens.continuation = tokenizer_->encode(continuation, true);
    if (!tokens.continuation.empty() && tokens.continuation.front() == *prefix_token_) {
      tokens.continuation.erase(tokens.continuation.begin());
    }
  } else {
    const std::string_view stripped = strip_right(context);
    if (stripped != last_context_ || last_context_ids_.empty()) {
      last_context_ = stripped;
      last_context_ids_ = tokens_of(stripped);
    }
    tokens.context = last_context_ids_;
    tokens.continuation = tokens_of(std::string(context).append(continuation));
    drop_left(tokens.continuation, std::min(length_of(tokens.context), length_of(tokens.continuation)));
    if (tokens.context.empty()) {  // nothing but white space
      if (!prefix_token_) {
        return kNoPrefixToken;
      }
      tokens.context = {*prefix_token_};
    }
  }
  if (tokens.continuation.empty()) {
    return RequestFailure{continuation.empty()
                              ? "the continuation is empty: there is nothing to score"
                              : "the continuation has no token of its own: together with the context it has no more "
                                "tokens than the context alone"};
  }
  return tokens;
}

EncodedRequest PromptEncoder::encode(const Request& request) {
  return std::visit([this](const auto& body) { return encode_body(body); }, request.body);
}

EncodedRequest PromptEncoder::encode_body(const LogLikelihood& body) {
  auto tokens = split(body.context, body.continuation);
  if (auto* failure = std::get_if<RequestFailure>(&tokens)) {
    return std::move(*failure);
  }
  auto& [context, continuation] = std::get<SplitTokens>(tokens);
  ScoredIds scored{std::move(context), 0, 0};
  scored.from = scored.ids.size();
  scored.ids.insert(scored.ids.end(), continuation.begin(), continuation.end());
  return one_window(std::move(scored), context_length_);
}

std::optional<RequestFailure> PromptEncoder::unknown_id(const std::vector<TokenId>& ids) const {
  for (const TokenId id : ids) {
    if (id < 0 || id >= vocabulary_size_) {
      return RequestFailure{fmt::format("token id {} is outside the vocabulary of {}", id, vocabulary_size_)};
    }
  }
  return std::nullopt;
}

EncodedRequest PromptEncoder::encode_body(const LogLikelihoodOfIds& body) const {
  if (body.from < 1 || body.from > body.ids.size()) {
    return RequestFailure{fmt::format("scoring from id {} of {}: the first scored id has at least one before it",
                                      body.from, body.ids.size())};
  }
  if (auto failure = unknown_id(body.ids)) {
    return *std::move(failure);
  }
  return one_window({body.ids, body.from, 0}, context_length_);
}

/// The prefix token stands once, as context: what the tokenizer adds in front is that token, and nothing that a text
/// holds is scored twice. Window i scores the tokens [i L, (i + 1) L) after as many tokens before them as make a window
/// of L inputs; the first reads the prefix token in front.
EncodedRequest PromptEncoder::encode_body(const RollingLogLikelihood& body) const {
  if (tokenizer_ == nullptr) {
    return kNoTokenizer;
  }
  if (!prefix_token_) {
    return kNoPrefixToken;
  }
  auto tokens = tokens_of(body.text);
  if (!body.scores_bos && !tokens.empty() && tokens.front() == *prefix_token_) tokens.erase(tokens.begin());
  const auto total = length_of(tokens);
  const std::int64_t window = context_length_;
  ScoredWindows windows;
  for (std::int64_t begin = 0; begin < total; begin += window) {
    const std::int64_t end = std::min(begin + window, total);
    const std::int64_t first_read = begin == 0 ? 0 : end - window - 1;
    ScoredIds scored;
    if (begin == 0) {
      scored.ids.push_back(*prefix_token_);
    }
    scored.ids.insert(scored.ids.end(), tokens.begin() + first_read, tokens.begin() + end);
    scored.from = scored.ids.size() - static_cast<std::size_t>(end - begin);
    windows.push_back(std::move(scored));
  }
  return windows;
}

EncodedRequest PromptEncoder::encode_body(const Generate& body) const {
  const std::int64_t available = context_length_ - body.max_tokens;
  if (body.max_tokens < 0 || available <= 0) {
    return RequestFailure{
        fmt::format("max_tokens is {}, but must be 0 to {}: the model's context of {} tokens holds "
                    "the prompt too",
                    body.max_tokens, context_length_ - 1, context_length_)};
  }
  PromptIds prompt;
  if (const auto* ids = std::get_if<std::vector<TokenId>>(&body.prompt)) {
    if (ids->empty()) {
      return RequestFailure{"the prompt holds no token id"};
    }
    if (auto failure = unknown_id(*ids)) {
      return *std::move(failure);
    }
    prompt.ids = *ids;
  } else {
    if (tokenizer_ == nullptr) {
      return kNoTokenizer;
    }
    prompt.ids = tokens_of(std::get<std::string>(body.prompt));
    if (prompt.ids.empty()) {
      if (!prefix_token_) {
        return kNoPrefixToken;
      }
      prompt.ids = {*prefix_token_};
    }
  }
  prompt.truncated = std::max<std::int64_t>(0, length_of(prompt.ids) - available);
  drop_left(prompt.ids, prompt.truncated);
  return prompt;
}

}  // namespace coldread
