#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "api/model_facts.h"
#include "tokenizer/decoder.h"
#include "tokenizer/normalizer.h"
#include "tokenizer/post_processor.h"
#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/special_tokens.h"
#include "tokenizer/token_model.h"
#include "tokenizer/vocabulary.h"

namespace coldread {

/// What a tokenizer is assembled of.
struct TokenizerParts {
  std::shared_ptr<const Vocabulary> vocabulary;
  std::unique_ptr<const Normalizer> normalizer;       ///< null: the text stays as it is
  std::unique_ptr<const PreTokenizer> pre_tokenizer;  ///< null: a stretch is one piece
  std::unique_ptr<const TokenModel> model;
  std::unique_ptr<const PostProcessor> post_processor;  ///< null: nothing is added
  std::unique_ptr<const Decoder> decoder;               ///< at the start of a text
  SpecialTokens special_tokens;
  std::vector<EndToken> end_tokens;
  std::string chat_template;
  std::vector<std::filesystem::path> files;  ///< what all this was read from
};

}  // namespace coldread
