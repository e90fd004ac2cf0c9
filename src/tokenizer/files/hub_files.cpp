#include "tokenizer/files/hub_files.h"

#include <algorithm>
#include <optional>
#include <system_error>

#include "base/error.h"
#include "io/file.h"
#include "io/json.h"
#include "tokenizer/models/byte_alphabet.h"

namespace coldread {
namespace {

/// Ids may have gaps, but not so many that a small file makes a huge table.
constexpr std::int64_t kMaxGaps = 65536;
/// Of a JSON file about a tokenizer, and of a template file. The largest vocabularies in use take 35 MB.
constexpr std::size_t kMaxFileBytes = std::size_t{256} << 20u;
constexpr std::size_t kMaxTemplateBytes = std::size_t{1} << 20u;

bool is_there(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::exists(file, ignored);
}

std::optional<TokenId> find_token(const TokenizerParts& parts, const std::string& text) {
  for (const AddedToken& token : parts.added_tokens) {
    if (token.text == text) return token.id;
  }
  const auto found = std::find(parts.tokens.begin(), parts.tokens.end(), text);
  if (found == parts.tokens.end() || text.empty()) return std::nullopt;
  return static_cast<TokenId>(found - parts.tokens.begin());
}

struct Role {
  std::string_view name;  ///< the key is name + "_token", or name + "_token_id" in config.json
  std::optional<TokenId> Tokenizer::SpecialTokens::*id;
};
constexpr Role kRoles[] = {{"bos", &Tokenizer::SpecialTokens::bos},
                           {"eos", &Tokenizer::SpecialTokens::eos},
                           {"pad", &Tokenizer::SpecialTokens::pad}};

/// Takes a role's token from a file that names it by text. True where the file has a say, be it "none" (null).
bool take_text(const std::filesystem::path& file, const Value& config, const Role& role, TokenizerParts& parts) {
  const std::string key = std::string(role.name) + "_token";
  const Value* value = config.find(key);
  if (value == nullptr) return false;
  if (value->is_null()) return true;
  if (value->is_dict()) value = value->find("content");
  if (value == nullptr || !value->is_string()) fail_in(file, "has a '" + key + "' that is neither text nor null");
  parts.special_tokens.*role.id = find_token(parts, value->as_string());
  if (!(parts.special_tokens.*role.id) && role.name != "pad") {
    fail_in(file, "names the " + key + " '" + value->as_string() + "', which is not in the vocabulary");
  }
  return true;
}

/// The same from config.json, which names it by id (for EOS perhaps a list, whose first one counts).
void take_id(const Value& config, const Role& role, TokenizerParts& parts) {
  const std::string key = std::string(role.name) + "_token_id";
  const Value* value = config.find(key);
  if (value != nullptr && value->is_list() && !value->as_list().empty()) value = &value->as_list().front();
  if (value == nullptr || value->is_null()) return;
  if (!value->is_int() || value->as_int() < 0 || value->as_int() >= static_cast<std::int64_t>(parts.tokens.size())) {
    // A model that has no such token says -1, or keeps the default of another model's vocabulary.
    return;
  }
  parts.special_tokens.*role.id = static_cast<TokenId>(value->as_int());
}

/// The template itself, or the one named "default" of a list.
std::string chat_template_of(const std::filesystem::path& file, const Value& value) {
  if (value.is_string()) return value.as_string();
  if (value.is_null()) return "";
  if (value.is_list()) {
    for (const Value& entry : value.as_list()) {
      const Value* name = entry.find("name");
      const Value* text = entry.find("template");
      if (name != nullptr && *name == Value("default") && text != nullptr && text->is_string()) {
        return text->as_string();
      }
    }
  }
  fail_in(file, "has a 'chat_template' that is neither text nor a list with one named 'default'");
}

}  // namespace

void fail_in(const std::filesystem::path& file, const std::string& message) {
  throw Error(ErrorCode::input, {.file = file.string()}, message);
}

Value read_json_dict(const std::filesystem::path& file) {
  const MappedFile mapped(file);
  check_size(mapped, kMaxFileBytes);
  Value value = parse_json(mapped.text(), file.string());
  if (!value.is_dict()) fail_in(file, "holds a " + std::string(kind_name(value.kind())) + "; expected a dict");
  return value;
}

std::vector<std::string> tokens_of_vocabulary(const Value& vocabulary, const std::string& origin) {
  if (!vocabulary.is_dict() || vocabulary.as_dict().empty()) {
    fail_in(origin, "needs a vocabulary: a dict from token to id");
  }
  const Dict& dict = vocabulary.as_dict();
  const std::int64_t limit = static_cast<std::int64_t>(dict.size()) * 2 + kMaxGaps;
  std::int64_t largest = 0;
  for (const auto& [text, id] : dict) {
    if (!id.is_int() || id.as_int() < 0 || id.as_int() >= limit) {
      fail_in(origin, "gives the token '" + text + "' an id that is no integer from 0 to " + std::to_string(limit - 1));
    }
    largest = std::max(largest, id.as_int());
  }
  std::vector<std::string> tokens(static_cast<std::size_t>(largest) + 1);
  for (const auto& [text, id] : dict) {
    std::string& token = tokens[static_cast<std::size_t>(id.as_int())];
    if (!token.empty()) fail_in(origin, "gives the id " + std::to_string(id.as_int()) + " to two tokens");
    token = bytes_of_token(text);
  }
  return tokens;
}

std::pair<std::string, std::string> parse_merge(std::string_view line, const std::string& origin) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || space == 0 || space + 1 == line.size() ||
      line.find(' ', space + 1) != std::string_view::npos) {
    fail_in(origin, "has the merge '" + std::string(line) + "'; expected two tokens with a space between them");
  }
  return {bytes_of_token(line.substr(0, space)), bytes_of_token(line.substr(space + 1))};
}

AddedToken parse_added_token(const Value& entry, const std::string& origin) {
  AddedToken token;
  const Value* content = entry.find("content");
  if (content == nullptr || !content->is_string() || content->as_string().empty()) {
    fail_in(origin, "has an added token without 'content'");
  }
  token.text = content->as_string();
  const auto flag = [&](std::string_view key, bool fallback) {
    const Value* value = entry.find(key);
    if (value == nullptr) return fallback;
    if (!value->is_bool())
      fail_in(origin, "has the added token '" + token.text + "' with a '" + std::string(key) +
                          "' that is neither true nor false");
    return value->as_bool();
  };
  token.special = flag("special", false);
  token.strips_left = flag("lstrip", false);
  token.strips_right = flag("rstrip", false);
  token.single_word = flag("single_word", false);
  token.normalized = flag("normalized", !token.special);
  return token;
}

void place_added_token(TokenizerParts& parts, const AddedToken& token) {
  if (token.id < 0 || static_cast<std::size_t>(token.id) >= parts.tokens.size() * 2 + kMaxGaps) {
    fail_in(parts.origin, "gives the added token '" + token.text + "' the id " + std::to_string(token.id) +
                              ", far outside the vocabulary of " + std::to_string(parts.tokens.size()) + " tokens");
  }
  const auto id = static_cast<std::size_t>(token.id);
  if (id >= parts.tokens.size()) parts.tokens.resize(id + 1);
  parts.tokens[id] = token.text;
  parts.added_tokens.push_back(token);
}

void read_hub_files(const std::filesystem::path& folder, TokenizerParts& parts) {
  std::vector<std::pair<std::filesystem::path, Value>> by_text;
  for (const char* name : {"tokenizer_config.json", "special_tokens_map.json"}) {
    if (is_there(folder / name)) by_text.emplace_back(folder / name, read_json_dict(folder / name));
  }
  const std::filesystem::path config_file = folder / "config.json";
  const Value config = is_there(config_file) ? read_json_dict(config_file) : Value(Dict());
  for (const Role& role : kRoles) {
    const bool named = std::any_of(by_text.begin(), by_text.end(),
                                   [&](const auto& file) { return take_text(file.first, file.second, role, parts); });
    if (!named) take_id(config, role, parts);
  }
  for (const auto& [file, value] : by_text) {
    const Value* adds_bos = value.find("add_bos_token");
    if (adds_bos != nullptr && adds_bos->is_bool() && adds_bos->as_bool()) parts.adds_bos = true;
    const Value* chat_template = value.find("chat_template");
    if (chat_template != nullptr && parts.chat_template.empty()) {
      parts.chat_template = chat_template_of(file, *chat_template);
    }
  }
  if (is_there(folder / "chat_template.jinja")) {
    parts.chat_template = read_text_file(folder / "chat_template.jinja", ErrorCode::input, kMaxTemplateBytes);
  }
}

}  // namespace coldread
