#include "tokenizer/models/byte_level_bpe.h"

#include <span>

namespace coldread {
namespace {

/// Bytes of a piece whose symbols need no memory of the heap.
constexpr std::size_t kShortPiece = 64;

}  // namespace

ByteLevelBpe::ByteLevelBpe(std::shared_ptr<const Vocabulary> vocabulary, const Settings& settings)
    : vocabulary_(std::move(vocabulary)),
      unknown_(settings.unknown),
      fuses_unknown_(settings.fuses_unknown),
      merges_(0) {
  if (settings.ignore_merges) whole_pieces_ = plain_tokens(*vocabulary_);
  // Where an added token has the bytes of a plain one, pieces become the plain one.
  const IdsByBytes ids = model_tokens(*vocabulary_);
  for (std::size_t byte = 0; byte < byte_ids_.size(); ++byte) {
    const char text = static_cast<char>(byte);
    const auto found = ids.find(std::string_view(&text, 1));
    byte_ids_[byte] = found == ids.end() ? -1 : found->second;
  }
  merges_ = ranked_merges(*vocabulary_, ids, settings.merges);
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
