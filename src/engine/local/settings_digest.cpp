#include "engine/local/settings_digest.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

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

/// Ids, and texts with their sizes, so that no two lists look alike.
std::string end_tokens_text(const std::vector<TokenName>& names) {
  std::string text;
  for (const TokenName& name : names) {
    if (const auto* id = std::get_if<TokenId>(&name)) {
      text += " " + std::to_string(*id);
    } else {
      const auto& token = std::get<std::string>(name);
      text += " " + std::to_string(token.size()) + ":" + token;
    }
  }
  return text;
}

}  // namespace

std::string settings_digest(std::span<const std::filesystem::path> files, const ModelOverrides& overrides) {
  std::vector<std::filesystem::path> sorted(files.begin(), files.end());
  std::ranges::sort(sorted, {}, place_of);
  Sha256 digest;
  for (const std::filesystem::path& file : sorted) {
    const MappedFile content(file);
    digest.add(file.filename().string() + " " + std::to_string(content.text().size()) + "\n");
    digest.add(content.text());
  }
  if (overrides.end_tokens) digest.add("eos" + end_tokens_text(*overrides.end_tokens) + "\n");
  for (const std::string& key : overrides.ignored_settings) digest.add("ignored " + key + "\n");
  return digest.hex();
}

}  // namespace coldread
