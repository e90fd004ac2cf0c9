#include "runner/token_bytes.h"

namespace coldread {

std::vector<std::int32_t> token_bytes(std::string_view text, std::span<const TokenId> ids, const Tokenizer& tokenizer,
                                      bool skip_special) {
  std::vector<std::int32_t> lengths;
  std::string_view rest = text;
  // Whether the text goes on with the piece: it ends before a stop string, which may be in the middle of a token.
  const auto take = [&](std::string_view piece) {
    piece = piece.substr(0, rest.size());
    if (!rest.starts_with(piece)) return false;
    lengths.back() += static_cast<std::int32_t>(piece.size());
    rest.remove_prefix(piece.size());
    return true;
  };
  DecodeStream stream = tokenizer.decode_stream(skip_special);
  for (const TokenId id : ids) {
    if (static_cast<std::size_t>(id) >= tokenizer.vocabulary_size()) return {};
    lengths.push_back(0);
    if (!take(stream.push(id))) return {};
  }
  // What was held back belongs to the last token.
  const bool whole = (lengths.empty() || take(stream.finish())) && rest.empty();
  return whole ? lengths : std::vector<std::int32_t>();
}

void add_token_bytes(Response& response, const Request& request, const Tokenizer& tokenizer) {
  if (auto* generated = std::get_if<GeneratedText>(&response)) {
    generated->token_bytes = token_bytes(generated->text, generated->ids, tokenizer, true);
  }
  auto* scores = std::get_if<TokenScores>(&response);
  if (scores == nullptr) return;
  if (const auto* body = std::get_if<LogLikelihood>(&request.body)) {
    scores->token_bytes = token_bytes(body->continuation, scores->ids, tokenizer, false);
  } else if (const auto* rolling = std::get_if<RollingLogLikelihood>(&request.body)) {
    scores->token_bytes = token_bytes(rolling->text, scores->ids, tokenizer, false);
  }
}

}  // namespace coldread
