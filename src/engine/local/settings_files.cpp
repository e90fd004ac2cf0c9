#include "engine/local/settings_files.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <system_error>
#include <utility>

#include "io/file.h"
#include "io/sha256.h"

namespace coldread {
namespace {

/// Places in the digest. Journals hold digests that were made in this order; what is not in it comes last, by name.
constexpr std::array kOrder = {
    "config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.json", "encoder.json",
    "merges.txt",  "vocab.bpe",      "chat_template.jinja"};

std::pair<std::ptrdiff_t, std::string> place_of(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  return {std::find(kOrder.begin(), kOrder.end(), name) - kOrder.begin(), name};
}

}  // namespace

std::vector<std::filesystem::path> settings_files(const std::filesystem::path& model) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(model, ignored)) return {};
  std::vector<std::filesystem::path> files;
  const auto has = [&](const char* name) { return std::filesystem::exists(model / name, ignored); };
  const auto add = [&](std::initializer_list<const char*> names) {
    for (const char* name : names) {
      if (has(name)) files.push_back(model / name);
    }
  };
  add({"config.json"});
  if (has("tokenizer.json")) {
    add({"tokenizer.json"});
  } else {
    add({has("vocab.json") ? "vocab.json" : "encoder.json", has("merges.txt") ? "merges.txt" : "vocab.bpe",
         "added_tokens.json"});
  }
  add({"tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja"});
  return files;
}

std::string digest_of_settings(std::span<const std::filesystem::path> files) {
  std::vector<std::filesystem::path> sorted(files.begin(), files.end());
  std::ranges::sort(sorted, {}, place_of);
  Sha256 digest;
  for (const std::filesystem::path& file : sorted) {
    const MappedFile content(file);
    digest.add(file.filename().string() + " " + std::to_string(content.text().size()) + "\n");
    digest.add(content.text());
  }
  return digest.hex();
}

}  // namespace coldread
