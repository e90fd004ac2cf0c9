#include <cstdint>
#include <optional>
#include <utility>

#include "tokenizer/decoders/make_decoder.h"
#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/files/formats.h"
#include "tokenizer/files/hub_files.h"
#include "tokenizer/models/byte_alphabet.h"
#include "tokenizer/models/model_type.h"
#include "tokenizer/normalizers/make_normalizer.h"
#include "tokenizer/post_processors/make_post_processor.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"

namespace coldread {
namespace {

/// Over bytes, the decoder reads added tokens in the byte alphabet, too, where their text is written in it.
void read_added_tokens(const Value& list, Spelling spelling, Vocabulary& vocabulary) {
  if (!list.is_list()) return;
  for (const Value& entry : list.as_list()) {
    AddedToken token = parse_added_token(entry, vocabulary.origin());
    const Value& id = setting(entry, "id");
    if (!id.is_int() || id.as_int() < 0 || id.as_int() > INT32_MAX) {
      fail_in(vocabulary.origin(), "has the added token '" + token.text + "' without an id");
    }
    token.id = static_cast<TokenId>(id.as_int());
    auto bytes = spelling == Spelling::byte_alphabet ? bytes_in_alphabet(token.text) : std::nullopt;
    std::string decoded = bytes ? *std::move(bytes) : token.text;
    vocabulary.add(std::move(token), std::move(decoded));
  }
}

/// transformers has tokenizer_config.json say whether a space goes in front of a text, if the ByteLevel pre_tokenizer
/// stands alone.
Value with_prefix_space_of(const Value& config, const Value& pre_tokenizer) {
  if (type_of(pre_tokenizer) != "ByteLevel") return pre_tokenizer;
  Dict changed = pre_tokenizer.as_dict();
  changed.set("add_prefix_space", setting(config, "add_prefix_space") == Value(true));
  return changed;
}

}  // namespace

TokenizerParts read_tokenizer_json(FolderReader folder) {
  const Value root = folder.json_dict("tokenizer.json");
  const std::string origin = folder.path("tokenizer.json").string();
  const Value& model = setting(root, "model");
  const Value& pre_tokenizer = setting(root, "pre_tokenizer");
  const Spelling spelling = hands_on_bytes(pre_tokenizer) ? Spelling::byte_alphabet : Spelling::text;
  const TokenModelType& type = model_type(model, origin);
  Vocabulary vocabulary(origin, type.tokens(model, spelling, origin));
  read_added_tokens(setting(root, "added_tokens"), spelling, vocabulary);

  TokenizerParts parts;
  parts.vocabulary = std::make_shared<const Vocabulary>(std::move(vocabulary));
  parts.normalizer = make_normalizer(setting(root, "normalizer"), origin);
  parts.model = type.make(model, spelling, parts.vocabulary);
  parts.decoder = make_decoder(setting(root, "decoder"), spelling, origin);

  HubFacts facts = read_hub_files(folder, *parts.vocabulary);
  const bool has_config = folder.has("tokenizer_config.json");
  parts.pre_tokenizer =
      make_pre_tokenizer(has_config ? with_prefix_space_of(facts.config, pre_tokenizer) : pre_tokenizer, origin);
  parts.special_tokens = facts.special_tokens;
  parts.end_tokens = std::move(facts.end_tokens);
  parts.chat_template = std::move(facts.chat_template);
  if (auto ends = ends_by_config(facts, *parts.vocabulary)) {
    parts.post_processor = *std::move(ends);
  } else {
    parts.post_processor = make_post_processor(setting(root, "post_processor"), *parts.vocabulary);
  }
  parts.files = std::move(folder).files();
  return parts;
}

}  // namespace coldread
