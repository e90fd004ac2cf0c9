#include "tokenizer/models/character_bpe.h"

#include <algorithm>

#include "base/unicode.h"

namespace coldread {
namespace {

constexpr std::string_view kMark = "▁";

/// Whether a text can be cut in front of every mark that does not follow one: then each word is short.
bool words_stand_alone(const Vocabulary& vocabulary, const MergeTable& merges) {
  bool alone = true;
  merges.for_each_pair([&](TokenId left, TokenId right) {
    alone =
        alone && (!vocabulary.model_bytes(right).starts_with(kMark) || vocabulary.model_bytes(left).ends_with(kMark));
  });
  return alone;
}

}  // namespace

CharacterBpe::CharacterBpe(std::shared_ptr<const Vocabulary> vocabulary, Settings settings, MergeTable merges)
    : vocabulary_(std::move(vocabulary)),
      settings_(std::move(settings)),
      ids_(model_tokens(*vocabulary_)),
      merges_(std::move(merges)) {
  if (settings_.ignore_merges) whole_pieces_ = plain_tokens(*vocabulary_);
  for (const TokenId id : settings_.whole) whole_pieces_.emplace(vocabulary_->model_bytes(id), id);
  if (settings_.byte_fallback) {
    for (unsigned byte = 0; byte < 0x100; ++byte)
      byte_ids_.push_back(byte_token(ids_, static_cast<unsigned char>(byte)));
  }
  const bool plain = !settings_.bytes && settings_.continuing_prefix.empty() && settings_.word_suffix.empty();
  cuts_at_marks_ = plain && ids_.contains(kMark) && words_stand_alone(*vocabulary_, merges_);
}

void CharacterBpe::encode(std::string_view piece, std::vector<TokenId>& ids) const {
  if (const auto whole = whole_pieces_.find(piece); whole != whole_pieces_.end()) {
    ids.push_back(whole->second);
    return;
  }
  if (!cuts_at_marks_) return encode_word(piece, ids);
  while (!piece.empty()) {
    std::size_t end = 0;
    while (piece.substr(end).starts_with(kMark)) end += kMark.size();
    end = std::min(piece.find(kMark, end), piece.size());
    encode_word(piece.substr(0, end), ids);
    piece.remove_prefix(end);
  }
}

std::size_t CharacterBpe::character_length(std::string_view word, std::size_t position) const {
  return settings_.bytes ? 1 : code_point_at(word, position).length;
}

std::string CharacterBpe::written(std::string_view character, bool first, bool last) const {
  return (first ? "" : settings_.continuing_prefix) + std::string(character) + (last ? settings_.word_suffix : "");
}

TokenId CharacterBpe::find_character(std::string_view character, bool first, bool last) const {
  const bool alone = (first || settings_.continuing_prefix.empty()) && (!last || settings_.word_suffix.empty());
  const auto found = alone ? ids_.find(character) : ids_.find(written(character, first, last));
  return found == ids_.end() ? -1 : found->second;
}

/// False, and nothing appended, where a byte has no token.
bool CharacterBpe::append_bytes(std::string_view character, bool first, bool last,
                                std::vector<TokenId>& symbols) const {
  if (byte_ids_.empty()) return false;
  const std::string bytes = written(character, first, last);
  const auto id_of = [&](char byte) { return byte_ids_[static_cast<unsigned char>(byte)]; };
  if (!std::ranges::all_of(bytes, [&](char byte) { return id_of(byte) >= 0; })) return false;
  for (const char byte : bytes) symbols.push_back(id_of(byte));
  return true;
}

void CharacterBpe::encode_word(std::string_view word, std::vector<TokenId>& ids) const {
  const std::size_t before = ids.size();
  // An unknown token waits for the next character that is a token, as in Hugging Face tokenizers.
  bool unknown_waits = false;
  const auto put_unknown = [&] {
    if (unknown_waits) ids.push_back(*settings_.unknown);
    unknown_waits = false;
  };
  for (std::size_t i = 0; i < word.size();) {
    const std::string_view character = word.substr(i, character_length(word, i));
    const bool first = i == 0;
    i += character.size();
    const bool last = i == word.size();
    const TokenId id = find_character(character, first, last);
    if (id >= 0) {
      put_unknown();
      ids.push_back(id);
    } else if (!append_bytes(character, first, last, ids) && settings_.unknown) {
      if (!settings_.fuses_unknown) put_unknown();
      unknown_waits = true;
    }
  }
  put_unknown();
  ids.resize(before + merge_pairs(merges_, std::span(ids).subspan(before)));
}

}  // namespace coldread
