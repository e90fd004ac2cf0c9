#include <memory>
#include <system_error>

#include "tokenizer/files/hub_files.h"
#include "tokenizer/models/byte_level_bpe.h"
#include "tokenizer/tokenizer.h"
#include "tokenizer/tokenizer_parts.h"

namespace coldread {
namespace {

TokenizerParts read_folder(const std::filesystem::path& folder) {
  const auto has = [&](const char* name) {
    std::error_code ignored;
    return std::filesystem::exists(folder / name, ignored);
  };
  if (has("tokenizer.json")) return read_tokenizer_json(folder);
  const char* vocabulary = has("vocab.json") ? "vocab.json" : has("encoder.json") ? "encoder.json" : nullptr;
  const char* merges = has("merges.txt") ? "merges.txt" : has("vocab.bpe") ? "vocab.bpe" : nullptr;
  if (vocabulary == nullptr && merges == nullptr) {
    fail_in(folder, "holds no tokenizer: neither tokenizer.json nor vocab.json and merges.txt" +
                        std::string(has("tokenizer.model") ? " (tokenizer.model is not supported)" : ""));
  }
  if (vocabulary == nullptr) fail_in(folder, "has " + std::string(merges) + " but no vocab.json beside it");
  if (merges == nullptr) fail_in(folder, "has " + std::string(vocabulary) + " but no merges.txt beside it");
  return read_vocabulary_files(folder, folder / vocabulary, folder / merges);
}

}  // namespace

std::unique_ptr<Tokenizer> load_tokenizer(const std::filesystem::path& model) {
  std::error_code ignored;
  return std::make_unique<ByteLevelBpe>(std::filesystem::is_directory(model, ignored) ? read_folder(model)
                                                                                      : read_gguf_tokenizer(model));
}

}  // namespace coldread
