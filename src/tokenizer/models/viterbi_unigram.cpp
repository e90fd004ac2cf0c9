#include "tokenizer/models/viterbi_unigram.h"

#include <algorithm>
#include <utility>

#include "base/unicode.h"

namespace coldread {

ViterbiUnigram::ViterbiUnigram(std::shared_ptr<const Vocabulary> vocabulary, Settings settings)
    : vocabulary_(std::move(vocabulary)), settings_(std::move(settings)), trie_(vocabulary_->origin()) {
  for (std::size_t i = 0; i < settings_.scores.size(); ++i) {
    const auto id = static_cast<TokenId>(i);
    const std::string& bytes = vocabulary_->model_bytes(id);
    if (settings_.reachable[i] && !bytes.empty()) trie_.add(bytes, id);
  }
  if (!settings_.byte_fallback) return;
  const IdsByBytes ids = model_tokens(*vocabulary_);
  for (unsigned byte = 0; byte < 0x100; ++byte) byte_ids_.push_back(byte_token(ids, static_cast<unsigned char>(byte)));
}

void ViterbiUnigram::encode(std::string_view piece, std::vector<TokenId>& ids) const {
  // best[i]: the last token of the best cut of the first i bytes. Among equals the one found first counts.
  std::vector<Step> best(piece.size() + 1);
  const auto offer = [&](std::size_t end, const Step& step) {
    if (!best[end].reached || step.score > best[end].score) best[end] = step;
  };
  for (std::size_t begin = 0; begin < piece.size();) {
    const std::size_t character = code_point_at(piece, begin).length;
    const double score = best[begin].score;
    bool has_character = false;
    TokenTrie::Node node = TokenTrie::kRoot;
    for (std::size_t end = begin; end < piece.size();) {
      node = trie_.child(node, static_cast<unsigned char>(piece[end++]));
      if (node == TokenTrie::kNone) break;
      const TokenId id = trie_.id(node);
      if (id < 0) continue;
      has_character |= end - begin == character;
      offer(end, {score + settings_.scores[static_cast<std::size_t>(id)], begin, id, true});
    }
    if (!has_character) offer(begin + character, {score + settings_.unknown_score, begin, kUnknown, true});
    begin += character;
  }
  std::vector<std::pair<std::size_t, TokenId>> path;  // (where it ends, token), the last one first
  for (std::size_t end = piece.size(); end > 0; end = best[end].begin) path.emplace_back(end, best[end].id);
  std::size_t begin = 0;
  for (std::size_t i = path.size(); i > 0;) {
    auto [end, id] = path[--i];
    const bool unknown = id == kUnknown || id == settings_.unknown;
    while (unknown && i > 0 && (path[i - 1].second == kUnknown || path[i - 1].second == settings_.unknown)) {
      end = path[--i].first;
    }
    if (unknown) {
      append_unknown(piece.substr(begin, end - begin), ids);
    } else {
      ids.push_back(id);
    }
    begin = end;
  }
}

void ViterbiUnigram::append_unknown(std::string_view text, std::vector<TokenId>& ids) const {
  const TokenTrie::Node node = trie_.descend(TokenTrie::kRoot, text);
  if (node != TokenTrie::kNone && trie_.id(node) >= 0) {
    ids.push_back(trie_.id(node));
    return;
  }
  const auto id_of = [&](char byte) { return byte_ids_[static_cast<unsigned char>(byte)]; };
  if (!byte_ids_.empty() && std::ranges::all_of(text, [&](char byte) { return id_of(byte) >= 0; })) {
    for (const char byte : text) ids.push_back(id_of(byte));
  } else if (settings_.unknown) {
    ids.push_back(*settings_.unknown);
  }
}

}  // namespace coldread
