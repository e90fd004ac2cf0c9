#pragma once

#include <string>
#include <vector>

#include "api/model_facts.h"
#include "api/value.h"
#include "tokenizer/added_tokens.h"
#include "tokenizer/files/folder_reader.h"
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
  bool adds_bos = false;
  std::string chat_template;
};

/// From tokenizer_config.json, special_tokens_map.json, config.json, generation_config.json and chat_template.jinja, as
/// far as they are there. The first of them that names a special token counts, and those of `otherwise` where none
/// does; a text ends with every token that any of them calls EOS, and with <|endoftext|>.
HubFacts read_hub_files(FolderReader& folder, const Vocabulary& vocabulary, const SpecialTokens& otherwise = {});

}  // namespace coldread
