#include "tokenizer/models/longest_match.h"

#include <utility>

#include "base/unicode.h"

namespace coldread {

LongestMatch::LongestMatch(std::shared_ptr<const Vocabulary> vocabulary, const Settings& settings)
    : vocabulary_(std::move(vocabulary)),
      unknown_(settings.unknown),
      most_characters_(settings.most_characters),
      trie_(vocabulary_->origin()) {
  for (std::size_t i = 0; i < vocabulary_->size(); ++i) {
    const auto id = static_cast<TokenId>(i);
    if (vocabulary_->is_of_model(id) && !vocabulary_->model_bytes(id).empty()) {
      trie_.add(vocabulary_->model_bytes(id), id);
    }
  }
  continued_ = trie_.descend(TokenTrie::kRoot, settings.continuing_prefix);
}

void LongestMatch::encode(std::string_view word, std::vector<TokenId>& ids) const {
  const std::size_t before = ids.size();
  const auto give_up = [&] {
    ids.resize(before);
    ids.push_back(unknown_);
  };
  if (count_code_points(word) > most_characters_) return give_up();
  for (std::size_t begin = 0; begin < word.size();) {
    TokenTrie::Node node = begin == 0 ? TokenTrie::kRoot : continued_;
    TokenId longest = -1;
    std::size_t end = begin;
    for (std::size_t i = begin; i < word.size() && node != TokenTrie::kNone;) {
      node = trie_.child(node, static_cast<unsigned char>(word[i++]));
      if (node == TokenTrie::kNone || trie_.id(node) < 0) continue;
      longest = trie_.id(node);
      end = i;
    }
    if (longest < 0) return give_up();
    ids.push_back(longest);
    begin = end;
  }
}

}  // namespace coldread
