#include "tokenizer/models/byte_level_bpe.h"

#include <span>

#include "tokenizer/fail_in.h"

namespace coldread {
namespace {

using IdsByBytes = std::unordered_map<std::string_view, TokenId>;

/// Bytes of a piece whose symbols need no memory of the heap.
constexpr std::size_t kShortPiece = 64;

/// Adds the tokens of the vocabulary itself, or those that were added; where two have the same bytes, the first stays.
void add_tokens(IdsByBytes& ids, const Vocabulary& vocabulary, bool added) {
  for (std::size_t i = 0; i < vocabulary.size(); ++i) {
    const auto id = static_cast<TokenId>(i);
    if (vocabulary.is_added(id) != added) continue;
    const std::string& bytes = vocabulary.model_bytes(id);
    if (!bytes.empty()) ids.emplace(bytes, id);
  }
}

}  // namespace

ByteLevelBpe::ByteLevelBpe(std::shared_ptr<const Vocabulary> vocabulary, const Settings& settings)
    : vocabulary_(std::move(vocabulary)),
      unknown_(settings.unknown),
      fuses_unknown_(settings.fuses_unknown),
      merges_(settings.merges.size()) {
  IdsByBytes ids;
  ids.reserve(vocabulary_->size());
  add_tokens(ids, *vocabulary_, false);
  if (settings.ignore_merges) whole_pieces_ = ids;
  // Where an added token has the bytes of a plain one, pieces become the plain one.
  add_tokens(ids, *vocabulary_, true);
  for (std::size_t byte = 0; byte < byte_ids_.size(); ++byte) {
    const char text = static_cast<char>(byte);
    const auto found = ids.find(std::string_view(&text, 1));
    byte_ids_[byte] = found == ids.end() ? -1 : found->second;
  }
  index_merges(ids, settings);
}

void ByteLevelBpe::index_merges(const IdsByBytes& ids, const Settings& settings) {
  std::string merged;
  for (std::size_t rank = 0; rank < settings.merges.size(); ++rank) {
    const auto& [left, right] = settings.merges[rank];
    merged.assign(left).append(right);
    const auto left_id = ids.find(left);
    const auto right_id = ids.find(right);
    const auto merged_id = ids.find(merged);
    if (left_id == ids.end() || right_id == ids.end() || merged_id == ids.end()) {
      fail_in(vocabulary_->origin(), "has the merge '" + left + "' + '" + right + "' (number " +
                                         std::to_string(rank + 1) +
                                         "), of which one part or the result is not in the vocabulary");
    }
    merges_.add(left_id->second, right_id->second,
                {.rank = static_cast<std::uint32_t>(rank), .merged = merged_id->second});
  }
}

void ByteLevelBpe::encode(std::string_view piece, std::vector<TokenId>& ids) const {
  if (!whole_pieces_.empty()) {
    const auto whole = whole_pieces_.find(piece);
    if (whole != whole_pieces_.end()) {
      ids.push_back(whole->second);
      return;
    }
  }
  std::array<TokenId, kShortPiece> near;  // NOLINT(*-member-init): written before it is read
  std::vector<TokenId> far(piece.size() > near.size() ? piece.size() : 0);
  const std::span<TokenId> symbols = far.empty() ? std::span(near).first(piece.size()) : std::span(far);
  for (std::size_t i = 0; i < piece.size(); ++i) symbols[i] = byte_ids_[static_cast<unsigned char>(piece[i])];
  bool missing_before = false;
  for (const TokenId id : symbols.first(merge_pairs(merges_, symbols))) {
    if (id >= 0) {
      ids.push_back(id);
    } else if (unknown_ && !(fuses_unknown_ && missing_before)) {
      ids.push_back(*unknown_);
    }
    missing_before = id < 0;
  }
}

}  // namespace coldread
