#include "runner/token_bytes.h"

#include <string_view>

namespace coldread {

std::vector<std::int32_t> token_bytes(const Response& response, const Tokenizer* tokenizer) {
  const auto* answer = std::get_if<GeneratedText>(&response);
  if (answer == nullptr || tokenizer == nullptr) return {};
  std::vector<std::int32_t> lengths;
  std::string_view rest = answer->text;
  // Whether the text goes on with the piece: it ends before a stop string, which may be in the middle of a token.
  const auto take = [&](std::string_view piece) {
    piece = piece.substr(0, rest.size());
    if (!rest.starts_with(piece)) return false;
    lengths.back() += static_cast<std::int32_t>(piece.size());
    rest.remove_prefix(piece.size());
    return true;
  };
  DecodeStream stream = tokenizer->decode_stream(true);
  for (const TokenId id : answer->ids) {
    if (static_cast<std::size_t>(id) >= tokenizer->vocabulary_size()) return {};
    lengths.push_back(0);
    if (!take(stream.push(id))) return {};
  }
  // What was held back belongs to the last token.
  const bool whole = (lengths.empty() || take(stream.finish())) && rest.empty();
  return whole ? lengths : std::vector<std::int32_t>();
}

}  // namespace coldread
