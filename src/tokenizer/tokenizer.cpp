#include "tokenizer/tokenizer.h"

#include <utility>

#include "tokenizer/fail_in.h"

namespace coldread {

/// A token that is looked for in normalised text is looked for as the normaliser writes it.
Tokenizer::Finders Tokenizer::finders(bool special) const {
  const auto chosen = [&](bool normalized) {
    std::vector<AddedToken> found;
    for (AddedToken token : parts_.vocabulary->added_tokens()) {
      if (token.normalized != normalized || (token.special && !special)) continue;
      if (normalized && parts_.normalizer) token.text = parts_.normalizer->normalize(token.text);
      found.push_back(std::move(token));
    }
    return AddedTokenFinder(std::move(found));
  };
  return {.raw = chosen(false), .normalized = chosen(true)};
}

Tokenizer::Tokenizer(TokenizerParts parts)
    : parts_(std::move(parts)), with_special_(finders(true)), without_special_(finders(false)) {
  const SpecialTokens& special = parts_.special_tokens;
  for (const auto& id : {special.bos, special.eos, special.pad}) {
    if (id && !parts_.vocabulary->contains(*id)) {
      fail_in(parts_.vocabulary->origin(), "names the special token " + std::to_string(*id) +
                                               ", but the vocabulary has " + std::to_string(vocabulary_size()) +
                                               " tokens");
    }
  }
}

std::vector<std::string> Tokenizer::control_tokens() const {
  std::vector<std::string> texts;
  for (const AddedToken& token : parts_.vocabulary->added_tokens()) {
    if (token.special) texts.push_back(token.text);
  }
  return texts;
}

std::vector<TokenId> Tokenizer::encode(std::string_view text, bool parse_special) const {
  const Finders& finders = parse_special ? with_special_ : without_special_;
  std::vector<TokenId> ids;
  ids.reserve(text.size() / 3 + 8);
  const auto take_id = [&](TokenId id) { ids.push_back(id); };
  const auto take_piece = [&](Stretch piece) { parts_.model->encode(piece.text, ids); };
  const auto take_stretch = [&](Stretch stretch) {
    if (parts_.pre_tokenizer) {
      parts_.pre_tokenizer->split(stretch, take_piece);
    } else {
      take_piece(stretch);
    }
  };
  finders.raw.split(
      text,
      [&](std::string_view gap) {
        const std::string changed = parts_.normalizer ? parts_.normalizer->normalize(gap) : std::string();
        const std::string_view normalized = parts_.normalizer ? std::string_view(changed) : gap;
        finders.normalized.split(
            normalized,
            [&](std::string_view stretch) {
              const bool first = gap.data() == text.data() && stretch.data() == normalized.data();
              take_stretch({.text = stretch, .first = first});
            },
            take_id);
      },
      take_id);
  return ids;
}

std::vector<TokenId> Tokenizer::post_process(std::vector<TokenId> ids) const {
  if (parts_.post_processor) parts_.post_processor->process(ids);
  return ids;
}

std::vector<TokenId> Tokenizer::post_process_pair(std::span<const TokenId> first,
                                                  std::span<const TokenId> second) const {
  if (parts_.post_processor) return parts_.post_processor->process_pair(first, second);
  std::vector<TokenId> ids(first.begin(), first.end());
  ids.insert(ids.end(), second.begin(), second.end());
  return ids;
}

std::vector<int> Tokenizer::pair_types(std::size_t first, std::size_t second) const {
  if (parts_.post_processor) return parts_.post_processor->pair_types(first, second);
  std::vector<int> types(first, 0);
  types.resize(first + second, 1);
  return types;
}

bool Tokenizer::adds_bos() const {
  const std::vector<TokenId> around = post_process({});
  return parts_.special_tokens.bos && !around.empty() && around.front() == *parts_.special_tokens.bos;
}

std::string Tokenizer::decode(std::span<const TokenId> ids, bool skip_special) const {
  DecodeStream stream = decode_stream(skip_special);
  std::string text;
  text.reserve(ids.size() * 4);
  for (const TokenId id : ids) text += stream.push(id);
  text += stream.finish();
  return text;
}

DecodeStream Tokenizer::decode_stream(bool skip_special) const {
  return {parts_.vocabulary, *parts_.decoder, skip_special};
}

std::string_view Tokenizer::pre_tokenizer() const {
  return parts_.pre_tokenizer ? parts_.pre_tokenizer->name() : "no pre-tokenizer";
}

}  // namespace coldread
