#include <algorithm>
#include <initializer_list>
#include <memory>
#include <system_error>
#include <utility>

#include "tokenizer/end_tokens.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/files/formats.h"
#include "tokenizer/tokenizer.h"

namespace coldread {
namespace {

TokenizerParts read_folder(FolderReader folder) {
  const auto first_of = [&](std::initializer_list<const char*> names) {
    const auto* found = std::ranges::find_if(names, [&](const char* name) { return folder.has(name); });
    return found == names.end() ? nullptr : *found;
  };
  if (folder.has("tokenizer.json")) return read_tokenizer_json(std::move(folder));
  const char* vocabulary = first_of({"vocab.json", "encoder.json"});
  const char* merges = first_of({"merges.txt", "vocab.bpe"});
  if (vocabulary != nullptr && merges != nullptr) return read_vocabulary_files(std::move(folder), vocabulary, merges);
  if (const char* model = first_of({"tokenizer.model", "spiece.model", "sentencepiece.bpe.model"})) {
    return read_sentence_piece_files(std::move(folder), model);
  }
  if (const char* words = first_of({"vocab.txt"})) return read_word_piece_files(std::move(folder), words);
  const std::filesystem::path& path = folder.folder();
  if (vocabulary == nullptr && merges == nullptr) {
    fail_in(path, "holds no tokenizer: none of tokenizer.json, vocab.json and merges.txt, tokenizer.model, vocab.txt");
  }
  if (vocabulary == nullptr) fail_in(path, "has " + std::string(merges) + " but no vocab.json beside it");
  fail_in(path, "has " + std::string(vocabulary) + " but no merges.txt beside it");
}

}  // namespace

std::unique_ptr<Tokenizer> load_tokenizer(const std::filesystem::path& model, const ModelOverrides& overrides) {
  std::error_code ignored;
  TokenizerParts parts =
      std::filesystem::is_directory(model, ignored) ? read_folder(FolderReader(model)) : read_gguf_tokenizer(model);
  if (overrides.end_tokens) parts.end_tokens = given_end_tokens(*overrides.end_tokens, *parts.vocabulary);
  return std::make_unique<Tokenizer>(std::move(parts));
}

}  // namespace coldread
