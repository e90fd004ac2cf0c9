#include "tokenizer/models/byte_level_bpe.h"

#include <utility>

#include "base/error.h"
#include "base/unicode.h"

namespace coldread {

namespace {

// What a token may weigh. Every generated token adds its bytes to an answer; an added token is compared with the text
// at every place where it could begin. The longest of the vocabularies in use have 256 bytes, added ones 64.
constexpr std::size_t kMaxTokenBytes = 1 << 16;
constexpr std::size_t kMaxAddedTokenBytes = 1 << 10;

}  // namespace

ByteLevelBpe::ByteLevelBpe(TokenizerParts parts) : parts_(std::move(parts)), merges_(parts_.merges.size()) {
  check_lengths();
  is_added_.resize(parts_.tokens.size());
  is_special_.resize(parts_.tokens.size());
  index_added_tokens();
  index_tokens();
  index_merges();
  for (const auto& id : {parts_.special_tokens.bos, parts_.special_tokens.eos, parts_.special_tokens.pad}) {
    if (id && (*id < 0 || static_cast<std::size_t>(*id) >= parts_.tokens.size())) {
      fail("names the special token " + std::to_string(*id) + ", but the vocabulary has " +
           std::to_string(parts_.tokens.size()) + " tokens");
    }
  }
}

void ByteLevelBpe::fail(const std::string& message) const {
  throw Error(ErrorCode::input, {.file = parts_.origin}, message);
}

void ByteLevelBpe::check_lengths() const {
  for (const std::string& token : parts_.tokens) {
    if (token.size() > kMaxTokenBytes) {
      fail("has a token of " + std::to_string(token.size()) + " bytes, '" + token.substr(0, 32) +
           "...'; expected at most " + std::to_string(kMaxTokenBytes));
    }
  }
  for (const AddedToken& token : parts_.added_tokens) {
    if (token.text.size() > kMaxAddedTokenBytes) {
      fail("has an added token of " + std::to_string(token.text.size()) + " bytes, '" + token.text.substr(0, 32) +
           "...'; expected at most " + std::to_string(kMaxAddedTokenBytes));
    }
  }
}

void ByteLevelBpe::index_added_tokens() {
  const auto finders = [&](bool special) {
    const auto chosen = [&](bool normalized) {
      std::vector<AddedToken> tokens;
      for (const AddedToken& token : parts_.added_tokens) {
        if (token.normalized == normalized && (special || !token.special)) tokens.push_back(token);
      }
      return AddedTokenFinder(std::move(tokens));
    };
    return Finders{.raw = chosen(false), .normalized = chosen(true)};
  };
  with_special_ = finders(true);
  without_special_ = finders(false);
  for (const AddedToken& token : parts_.added_tokens) {
    const auto id = static_cast<std::size_t>(token.id);
    if (token.id < 0 || id >= parts_.tokens.size()) {
      fail("gives the added token '" + token.text + "' the id " + std::to_string(token.id) +
           ", but the vocabulary has " + std::to_string(parts_.tokens.size()) + " tokens");
    }
    is_added_[id] = true;
    is_special_[id] = token.special;
  }
}

void ByteLevelBpe::index_tokens() {
  // Where an added token has the bytes of a plain one, pieces become the plain one.
  id_of_.reserve(parts_.tokens.size());
  for (const bool added : {false, true}) {
    for (std::size_t id = 0; id < parts_.tokens.size(); ++id) {
      if (is_added_[id] == added && !parts_.tokens[id].empty()) {
        id_of_.emplace(parts_.tokens[id], static_cast<TokenId>(id));
      }
    }
  }
  for (std::size_t byte = 0; byte < byte_ids_.size(); ++byte) {
    const char text = static_cast<char>(byte);
    const auto found = id_of_.find(std::string_view(&text, 1));
    byte_ids_[byte] = found == id_of_.end() ? -1 : found->second;
  }
}

void ByteLevelBpe::index_merges() {
  std::string merged;
  for (std::size_t rank = 0; rank < parts_.merges.size(); ++rank) {
    const auto& [left, right] = parts_.merges[rank];
    merged.assign(left).append(right);
    const auto left_id = id_of_.find(left);
    const auto right_id = id_of_.find(right);
    const auto merged_id = id_of_.find(merged);
    if (left_id == id_of_.end() || right_id == id_of_.end() || merged_id == id_of_.end()) {
      fail("has the merge '" + left + "' + '" + right + "' (number " + std::to_string(rank + 1) +
           "), of which one part or the result is not in the vocabulary");
    }
    merges_.add(left_id->second, right_id->second,
                {.rank = static_cast<std::uint32_t>(rank), .merged = merged_id->second});
  }
  parts_.merges = {};
}

std::vector<TokenId> ByteLevelBpe::encode(std::string_view text, bool parse_special) const {
  const Finders& finders = parse_special ? with_special_ : without_special_;
  std::vector<TokenId> ids;
  ids.reserve(text.size() / 3 + 8);
  std::vector<TokenId> symbols;
  const auto push = [&](TokenId id) { ids.push_back(id); };
  const auto plain = [&](std::string_view gap) { encode_plain(gap, symbols, ids); };
  finders.raw.split(
      text,
      [&](std::string_view gap) {
        if (parts_.normalizes_to_nfc) {
          finders.normalized.split(nfc(gap), plain, push);
        } else {
          finders.normalized.split(gap, plain, push);
        }
      },
      push);
  return ids;
}

void ByteLevelBpe::encode_plain(std::string_view text, std::vector<TokenId>& symbols, std::vector<TokenId>& ids) const {
  const auto take = [&](std::string_view piece) { encode_piece(piece, symbols, ids); };
  if (parts_.adds_prefix_space && !text.starts_with(' ')) {
    for_each_piece(parts_.pre_tokenizer, " " + std::string(text), take);
  } else {
    for_each_piece(parts_.pre_tokenizer, text, take);
  }
}

void ByteLevelBpe::encode_piece(std::string_view piece, std::vector<TokenId>& symbols,
                                std::vector<TokenId>& ids) const {
  if (parts_.ignore_merges) {
    const auto whole = id_of_.find(piece);
    if (whole != id_of_.end() && !is_added_[static_cast<std::size_t>(whole->second)]) {
      ids.push_back(whole->second);
      return;
    }
  }
  symbols.clear();
  for (const char byte : piece) symbols.push_back(byte_ids_[static_cast<unsigned char>(byte)]);
  merge_pairs(merges_, symbols);
  bool missing_before = false;
  for (const TokenId id : symbols) {
    if (id >= 0) {
      ids.push_back(id);
    } else if (parts_.unknown && !(parts_.fuses_unknown && missing_before)) {
      ids.push_back(*parts_.unknown);
    }
    missing_before = id < 0;
  }
}

std::string ByteLevelBpe::decode(std::span<const TokenId> ids, bool skip_special) const {
  std::string text;
  for (const TokenId id : ids) {
    if (id < 0 || static_cast<std::size_t>(id) >= parts_.tokens.size()) {
      throw Error(ErrorCode::input, "token id " + std::to_string(id) + " is outside the vocabulary of " +
                                        std::to_string(parts_.tokens.size()) + " tokens");
    }
    if (!skip_special || !is_special_[static_cast<std::size_t>(id)])
      text += parts_.tokens[static_cast<std::size_t>(id)];
  }
  return text;
}

bool ByteLevelBpe::is_special(TokenId id) const {
  return id >= 0 && static_cast<std::size_t>(id) < is_special_.size() && is_special_[static_cast<std::size_t>(id)];
}

}  // namespace coldread
