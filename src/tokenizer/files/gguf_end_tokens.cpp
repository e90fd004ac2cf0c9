#include "tokenizer/files/gguf_end_tokens.h"

#include <string>
#include <string_view>

#include "tokenizer/end_tokens.h"

namespace coldread {
namespace {

/// Ends of a text, a turn, a message; and what only stands between documents of code.
constexpr std::string_view kKeys[] = {"tokenizer.ggml.eos_token_id",     "tokenizer.ggml.eot_token_id",
                                      "tokenizer.ggml.eom_token_id",     "tokenizer.ggml.fim_pad_token_id",
                                      "tokenizer.ggml.fim_rep_token_id", "tokenizer.ggml.fim_sep_token_id"};

/// Texts of control tokens that end a generation in llama.cpp, whatever the keys say.
constexpr std::string_view kTexts[] = {kEndOfText,
                                       "<|eot_id|>",
                                       "<|im_end|>",
                                       "<|end|>",
                                       "<|return|>",
                                       "<|call|>",
                                       "<|flush|>",
                                       "<|calls|>",
                                       "<end_of_turn>",
                                       "</s>",
                                       "<|eom_id|>",
                                       "<EOT>",
                                       "_<EOT>",
                                       "[EOT]",
                                       "[EOS]",
                                       "<|end_of_text|>",
                                       "<end_of_utterance>",
                                       "<eos>",
                                       "<｜end▁of▁sentence｜>",
                                       "[e~[",
                                       "<|fim_pad|>",
                                       "<fim-pad>",
                                       "<fim_pad>",
                                       "<PAD>",
                                       "[PAD]",
                                       "<|fim_repo|>",
                                       "<|repo_name|>",
                                       "<fim-repo>",
                                       "<REPO>",
                                       "<reponame>",
                                       "<|file_sep|>"};

}  // namespace

std::vector<EndToken> read_gguf_end_tokens(const GgufFile& gguf, const Vocabulary& vocabulary) {
  EndTokens ends(vocabulary);
  for (const std::string_view key : kKeys) {
    if (const auto id = gguf.integer(key)) ends.add(*id, std::string(key));
  }
  for (const std::string_view text : kTexts) {
    const auto id = vocabulary.find(text);
    if (text == "</s>" && id && !vocabulary.is_special(*id)) continue;  // in Gemma's vocabulary the end of HTML's <s>
    ends.add_text(text, kByItsText);
  }
  // Where a model ends its turn with <|return|> or <|call|>, or <|calls|> and <|flush|>, <|end|> only ends a message.
  const bool harmony = ends.contains_text("<|return|>") && ends.contains_text("<|call|>");
  const bool solar =
      ends.contains_text("<|flush|>") && (ends.contains_text("<|calls|>") || ends.contains_text("<|call|>"));
  if (harmony || solar) ends.drop_text("<|end|>");
  return ends.take();
}

}  // namespace coldread
