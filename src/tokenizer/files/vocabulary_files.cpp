#include <set>
#include <string>
#include <string_view>
#include <system_error>

#include "io/file.h"
#include "tokenizer/files/hub_files.h"
#include "tokenizer/tokenizer_parts.h"

namespace coldread {
namespace {

constexpr std::string_view kEndOfText = "<|endoftext|>";
constexpr std::size_t kMaxMergesBytes = std::size_t{256} << 20u;

void read_merges(const std::filesystem::path& file, TokenizerParts& parts) {
  const MappedFile mapped(file);
  check_size(mapped, kMaxMergesBytes);
  std::string_view rest = mapped.text();
  for (bool first = true; !rest.empty(); first = false) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || (first && line.starts_with("#version"))) continue;
    parts.merges.push_back(parse_merge(line, file.string()));
  }
}

/// vocab.json and merges.txt do not say how text is cut; the class of their tokenizer does.
void check_class(const std::filesystem::path& file, const Value& config) {
  const Value* name = config.find("tokenizer_class");
  if (name == nullptr || !name->is_string()) return;
  for (const std::string_view known : {"GPT2Tokenizer", "GPT2TokenizerFast", "PreTrainedTokenizerFast"}) {
    if (name->as_string() == known) return;
  }
  fail_in(file, "has the tokenizer_class '" + name->as_string() +
                    "', whose vocab.json and merges.txt alone are not enough; put its tokenizer.json beside them");
}

bool is_there(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::exists(file, ignored);
}

/// The first of a text counts. present: the texts so far.
void add(TokenizerParts& parts, std::set<std::string>& present, AddedToken token, std::int64_t id) {
  if (!present.insert(token.text).second) return;
  token.id = id < 0 || id > INT32_MAX ? -1 : static_cast<TokenId>(id);
  place_added_token(parts, token);
}

/// Added tokens by id in tokenizer_config.json, by text in added_tokens.json (older, without flags).
void read_added_tokens(const std::filesystem::path& folder, TokenizerParts& parts, std::set<std::string>& present) {
  if (const auto file = folder / "tokenizer_config.json"; is_there(file)) {
    const Value config = read_json_dict(file);
    check_class(file, config);
    if (const Value* prefix = config.find("add_prefix_space"); prefix != nullptr && *prefix == Value(true)) {
      parts.adds_prefix_space = true;
    }
    if (const Value* added = config.find("added_tokens_decoder"); added != nullptr && added->is_dict()) {
      for (const auto& [id, entry] : added->as_dict()) {
        const bool is_number = !id.empty() && id.size() < 10 && id.find_first_not_of("0123456789") == std::string::npos;
        if (!is_number) fail_in(file, "has the added token id '" + id + "', which is no integer");
        add(parts, present, parse_added_token(entry, file.string()), std::stoll(id));
      }
    }
  }
  if (const auto file = folder / "added_tokens.json"; is_there(file)) {
    const Value config = read_json_dict(file);
    for (const auto& [text, id] : config.as_dict()) {
      if (!id.is_int()) fail_in(file, "gives the token '" + text + "' an id that is no integer");
      add(parts, present, {.text = text, .normalized = true}, id.as_int());
    }
  }
}

}  // namespace

TokenizerParts read_vocabulary_files(const std::filesystem::path& folder, const std::filesystem::path& vocabulary,
                                     const std::filesystem::path& merges) {
  TokenizerParts parts;
  parts.origin = vocabulary.string();
  parts.tokens = tokens_of_vocabulary(read_json_dict(vocabulary), parts.origin);
  read_merges(merges, parts);
  std::set<std::string> added;
  read_added_tokens(folder, parts, added);
  std::optional<TokenId> end_of_text;
  for (std::size_t id = 0; id < parts.tokens.size() && !end_of_text; ++id) {
    if (parts.tokens[id] == kEndOfText) end_of_text = static_cast<TokenId>(id);
  }
  if (end_of_text) add(parts, added, {.text = std::string(kEndOfText), .special = true}, *end_of_text);
  parts.special_tokens = {.bos = end_of_text, .eos = end_of_text, .pad = std::nullopt};
  read_hub_files(folder, parts);
  return parts;
}

}  // namespace coldread
