#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/model_facts.h"
#include "api/value.h"
#include "tokenizer/added_tokens.h"
#include "tokenizer/files/folder_reader.h"
#include "tokenizer/post_processor.h"
#include "tokenizer/special_tokens.h"
#include "tokenizer/vocabulary.h"

// What tokenizer.json and vocab.json have in common, and the files that the Hugging Face hub keeps beside both.
namespace coldread {

/// {"content": ..., "special": ..., "lstrip": ..., ...}; id is left as it is.
AddedToken parse_added_token(const Value& entry, const std::string& origin);

/// What the files beside a vocabulary say.
struct HubFacts {
  SpecialTokens special_tokens;
  std::vector<EndToken> end_tokens;
  std::string chat_template;
  Value config = Dict();  ///< tokenizer_config.json, empty where there is none
};

/// What a class of transformers does unless its files say otherwise.
struct TokenizerClass {
  std::string_view name;  ///< without "Fast"
  std::string_view bos;
  std::string_view eos;
  bool adds_bos = false;
  bool sets_ends = false;  ///< puts its own BOS and EOS around a text, whatever post-processor tokenizer.json has
};
/// By "tokenizer_class" of tokenizer_config.json; one that does nothing of its own where the name is not known.
TokenizerClass tokenizer_class(const Value& config);

/// BOS and EOS around a text as "add_bos_token", "add_eos_token" or the class say; nothing where neither has a say.
std::optional<std::unique_ptr<PostProcessor>> ends_by_config(const HubFacts& facts, const Vocabulary& vocabulary);

/// From tokenizer_config.json, special_tokens_map.json, config.json, generation_config.json and chat_template.jinja, as
/// far as they are there. The first of them that names a special token counts, and those of `otherwise`, then those of
/// the class, where none does; a text ends with every token that any of them calls EOS, and with <|endoftext|>.
HubFacts read_hub_files(FolderReader& folder, const Vocabulary& vocabulary, const SpecialTokens& otherwise = {});

}  // namespace coldread
