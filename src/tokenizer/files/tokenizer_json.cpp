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
#include "tokenizer/post_processors/bos_processing.h"
#include "tokenizer/post_processors/make_post_processor.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"

namespace coldread {
namespace {

/// byte_level: of the decoder, which reads added tokens in the byte alphabet, too, where their text is written in it.
void read_added_tokens(const Value& list, bool byte_level, Vocabulary& vocabulary) {
  if (!list.is_list()) return;
  for (const Value& entry : list.as_list()) {
    AddedToken token = parse_added_token(entry, vocabulary.origin());
    const Value& id = setting(entry, "id");
    if (!id.is_int() || id.as_int() < 0 || id.as_int() > INT32_MAX) {
      fail_in(vocabulary.origin(), "has the added token '" + token.text + "' without an id");
    }
    token.id = static_cast<TokenId>(id.as_int());
    auto bytes = byte_level ? bytes_in_alphabet(token.text) : std::nullopt;
    std::string decoded = bytes ? *std::move(bytes) : token.text;
    vocabulary.add(std::move(token), std::move(decoded));
  }
}

}  // namespace

TokenizerParts read_tokenizer_json(FolderReader folder) {
  const Value root = folder.json_dict("tokenizer.json");
  const std::string origin = folder.path("tokenizer.json").string();
  const Value& model = setting(root, "model");
  const TokenModelType& type = model_type(model, origin);
  Vocabulary vocabulary(origin, type.tokens(model, origin));
  const bool byte_level = type_of(setting(root, "decoder")) == "ByteLevel";
  read_added_tokens(setting(root, "added_tokens"), byte_level, vocabulary);

  TokenizerParts parts;
  parts.vocabulary = std::make_shared<const Vocabulary>(std::move(vocabulary));
  parts.normalizer = make_normalizer(setting(root, "normalizer"), origin);
  parts.pre_tokenizer = make_pre_tokenizer(setting(root, "pre_tokenizer"), origin);
  parts.model = type.make(model, parts.vocabulary);
  parts.decoder = make_decoder(setting(root, "decoder"), origin);

  HubFacts facts = read_hub_files(folder, *parts.vocabulary);
  parts.special_tokens = facts.special_tokens;
  parts.end_tokens = std::move(facts.end_tokens);
  parts.chat_template = std::move(facts.chat_template);
  parts.post_processor = make_post_processor(setting(root, "post_processor"), *parts.vocabulary, parts.special_tokens);
  if (facts.adds_bos) parts.post_processor = bos_processing(*parts.vocabulary, parts.special_tokens);
  parts.files = std::move(folder).files();
  return parts;
}

}  // namespace coldread
