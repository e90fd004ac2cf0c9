#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/models/bpe_vocabulary.h"
#include "tokenizer/models/byte_level_bpe.h"
#include "tokenizer/models/model_type.h"

namespace coldread::token_models {
namespace {

ModelTokens tokens(const Value& description, const std::string& origin) {
  for (const char* key : {"dropout", "continuing_subword_prefix", "end_of_word_suffix", "byte_fallback"}) {
    if (!is_off(description, key)) {
      fail_in(origin, "sets '" + std::string(key) + "' in its model, which is not supported");
    }
  }
  return tokens_of_vocabulary(setting(description, "vocab"), origin);
}

std::optional<BytePair> read_merge(const Value& merge, const std::string& origin) {
  if (merge.is_string()) return parse_merge(merge.as_string(), origin);
  const bool is_pair = merge.is_list() && merge.as_list().size() == 2 && merge.as_list()[0].is_string() &&
                       merge.as_list()[1].is_string();
  if (!is_pair) fail_in(origin, "has a merge that is neither \"left right\" nor [left, right]");
  return merge_of(merge.as_list()[0].as_string(), merge.as_list()[1].as_string());
}

std::unique_ptr<TokenModel> make(const Value& description, const std::shared_ptr<const Vocabulary>& vocabulary) {
  const std::string& origin = vocabulary->origin();
  ByteLevelBpe::Settings settings;
  const Value& merges = setting(description, "merges");
  if (!merges.is_list()) fail_in(origin, "has no list 'merges' in its model");
  settings.merges.reserve(merges.as_list().size());
  for (const Value& merge : merges.as_list()) {
    if (auto pair = read_merge(merge, origin)) settings.merges.push_back(*std::move(pair));
  }
  if (const Value& unknown = setting(description, "unk_token"); unknown.is_string()) {
    const Value* id = setting(description, "vocab").find(unknown.as_string());
    if (id == nullptr) fail_in(origin, "names the unk_token '" + unknown.as_string() + "', which it lacks");
    settings.unknown = static_cast<TokenId>(id->as_int());
    settings.fuses_unknown = !is_off(description, "fuse_unk");
  }
  settings.ignore_merges = !is_off(description, "ignore_merges");
  return std::make_unique<ByteLevelBpe>(vocabulary, settings);
}

}  // namespace

/// Byte-level BPE.
TokenModelType bpe() {
  return {.type = "BPE", .tokens = tokens, .make = make};
}

}  // namespace coldread::token_models
