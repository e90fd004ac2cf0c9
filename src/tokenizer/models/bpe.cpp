#include <algorithm>
#include <utility>

#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/models/bpe_vocabulary.h"
#include "tokenizer/models/byte_alphabet.h"
#include "tokenizer/models/byte_level_bpe.h"
#include "tokenizer/models/character_bpe.h"
#include "tokenizer/models/model_type.h"

namespace coldread::token_models {
namespace {

ModelTokens tokens(const Value& description, Spelling spelling, const std::string& origin) {
  if (!is_off(description, "dropout")) {
    fail_in(origin, "sets 'dropout' in its model, which makes ids a matter of chance; set it to null");
  }
  return tokens_of_vocabulary(setting(description, "vocab"), spelling, origin);
}

std::optional<TokenPair> read_merge(const Value& merge, Spelling spelling, const std::string& origin) {
  if (merge.is_string()) return parse_merge(merge.as_string(), spelling, origin);
  const bool is_pair = merge.is_list() && merge.as_list().size() == 2 && merge.as_list()[0].is_string() &&
                       merge.as_list()[1].is_string();
  if (!is_pair) fail_in(origin, "has a merge that is neither \"left right\" nor [left, right]");
  return merge_of(merge.as_list()[0].as_string(), merge.as_list()[1].as_string(), spelling);
}

std::vector<TokenPair> read_merges(const Value& description, Spelling spelling, const std::string& origin) {
  const Value& listed = setting(description, "merges");
  if (!listed.is_list()) fail_in(origin, "has no list 'merges' in its model");
  std::vector<TokenPair> merges;
  merges.reserve(listed.as_list().size());
  for (const Value& merge : listed.as_list()) {
    if (auto pair = read_merge(merge, spelling, origin)) merges.push_back(*std::move(pair));
  }
  return merges;
}

/// A text that goes around characters, spelled as they are.
std::string text_setting(const Value& description, const char* key, Spelling spelling, const std::string& origin) {
  const Value& text = setting(description, key);
  if (!text.is_string()) return {};
  const auto spelled =
      spelling == Spelling::text ? std::optional(text.as_string()) : bytes_in_alphabet(text.as_string());
  if (!spelled) fail_in(origin, "has a '" + std::string(key) + "' in its model that stands for no bytes");
  return *spelled;
}

std::optional<TokenId> read_unknown(const Value& description, const std::string& origin) {
  return setting(description, "unk_token").is_string() ? std::optional(unknown_token(description, "", origin))
                                                       : std::nullopt;
}

bool has_all_bytes(const Vocabulary& vocabulary) {
  const IdsByBytes ids = model_tokens(vocabulary);
  for (unsigned byte = 0; byte < 0x100; ++byte) {
    const char text = static_cast<char>(byte);
    if (!ids.contains(std::string_view(&text, 1))) return false;
  }
  return true;
}

std::unique_ptr<TokenModel> make(const Value& description, Spelling spelling,
                                 const std::shared_ptr<const Vocabulary>& vocabulary) {
  const std::string& origin = vocabulary->origin();
  std::vector<TokenPair> merges = read_merges(description, spelling, origin);
  const std::optional<TokenId> unknown = read_unknown(description, origin);
  const bool fuses_unknown = !is_off(description, "fuse_unk");
  const bool ignore_merges = !is_off(description, "ignore_merges");
  const std::string prefix = text_setting(description, "continuing_subword_prefix", spelling, origin);
  const std::string suffix = text_setting(description, "end_of_word_suffix", spelling, origin);
  const bool bytes = spelling == Spelling::byte_alphabet;
  const bool byte_fallback = !is_off(description, "byte_fallback");
  if (bytes && byte_fallback && !has_all_bytes(*vocabulary)) {
    fail_in(origin, "sets 'byte_fallback' in a model over bytes that lacks some, which is not supported");
  }
  if (bytes && prefix.empty() && suffix.empty()) {
    return std::make_unique<ByteLevelBpe>(vocabulary, ByteLevelBpe::Settings{.merges = std::move(merges),
                                                                             .unknown = unknown,
                                                                             .fuses_unknown = fuses_unknown,
                                                                             .ignore_merges = ignore_merges});
  }
  MergeTable table = ranked_merges(*vocabulary, model_tokens(*vocabulary), merges, prefix);
  return std::make_unique<CharacterBpe>(vocabulary,
                                        CharacterBpe::Settings{.bytes = bytes,
                                                               .continuing_prefix = prefix,
                                                               .word_suffix = suffix,
                                                               .byte_fallback = byte_fallback && !bytes,
                                                               .unknown = unknown,
                                                               .fuses_unknown = fuses_unknown,
                                                               .ignore_merges = ignore_merges},
                                        std::move(table));
}

}  // namespace

/// Over bytes or characters.
TokenModelType bpe() {
  return {.type = "BPE", .tokens = tokens, .make = make};
}

}  // namespace coldread::token_models
