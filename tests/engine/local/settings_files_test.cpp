#include "engine/local/settings_files.h"

#include <algorithm>
#include <doctest/doctest.h>

#include "io/sha256.h"
#include "support/temporary_folder.h"

namespace coldread {
namespace {

using Names = std::vector<std::string>;

Names names_of(const std::filesystem::path& model) {
  Names names;
  for (const std::filesystem::path& file : settings_files(model)) names.push_back(file.filename().string());
  return names;
}

std::string digest_of(const std::filesystem::path& model) {
  return digest_of_settings(settings_files(model));
}

TEST_CASE("settings are the files that a tokenizer of either kind reads") {
  const TemporaryFolder folder;
  for (const char* name : {"config.json", "encoder.json", "vocab.bpe", "weights.bin", "README.md"}) {
    folder.write(name, name);
  }
  CHECK(names_of(folder.path()) == Names{"config.json", "encoder.json", "vocab.bpe"});
  folder.write("vocab.json", "a");
  folder.write("merges.txt", "b");
  folder.write("added_tokens.json", "c");
  CHECK(names_of(folder.path()) == Names{"config.json", "vocab.json", "merges.txt", "added_tokens.json"});
  folder.write("tokenizer.json", "d");
  folder.write("chat_template.jinja", "e");
  CHECK(names_of(folder.path()) == Names{"config.json", "tokenizer.json", "chat_template.jinja"});
}

TEST_CASE("the digest of settings is over names, sizes and contents in the order that journals were made with") {
  const TemporaryFolder folder;
  folder.write("config.json", "{}");
  folder.write("vocab.json", "vocabulary");
  folder.write("merges.txt", "m");
  folder.write("tokenizer_config.json", "[1]");
  folder.write("chat_template.jinja", "");
  CHECK(digest_of(folder.path()) ==
        sha256_hex("config.json 2\n{}tokenizer_config.json 3\n[1]vocab.json 10\nvocabularymerges.txt 1\nm"
                   "chat_template.jinja 0\n"));
  std::vector<std::filesystem::path> backwards = settings_files(folder.path());
  std::ranges::reverse(backwards);
  CHECK(digest_of_settings(backwards) == digest_of(folder.path()));
}

TEST_CASE("a model of one file has no settings beside it") {
  const TemporaryFolder folder;
  const auto file = folder.write("model.gguf", "x");
  CHECK(settings_files(file).empty());
  CHECK(digest_of(file) == sha256_hex(""));
}

TEST_CASE("a file that no order names belongs to the digest, at its end") {
  const TemporaryFolder folder;
  const std::vector<std::filesystem::path> files = {folder.write("tokenizer.model", "t"),
                                                    folder.write("chat_template.jinja", "c"),
                                                    folder.write("added_tokens.json", "a")};
  CHECK(digest_of_settings(files) == sha256_hex("chat_template.jinja 1\ncadded_tokens.json 1\natokenizer.model 1\nt"));
}

}  // namespace
}  // namespace coldread
