#include "tokenizer/files/hub_files.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "tokenizer/end_tokens.h"
#include "tokenizer/fail_in.h"

namespace coldread {
namespace {

struct Role {
  std::string_view name;  ///< the key is name + "_token", or name + "_token_id" in config.json
  std::optional<TokenId> SpecialTokens::*id;
};
constexpr Role kRoles[] = {{"bos", &SpecialTokens::bos}, {"eos", &SpecialTokens::eos}, {"pad", &SpecialTokens::pad}};

/// Takes a role's token from a file that names it by text. True where the file has a say, be it "none" (null).
bool take_text(const std::filesystem::path& file, const Value& config, const Role& role, const Vocabulary& vocabulary,
               SpecialTokens& special) {
  const std::string key = std::string(role.name) + "_token";
  const Value* value = config.find(key);
  if (value == nullptr) return false;
  if (value->is_null()) return true;
  if (value->is_dict()) value = value->find("content");
  if (value == nullptr || !value->is_string()) fail_in(file, "has a '" + key + "' that is neither text nor null");
  special.*role.id = vocabulary.find(value->as_string());
  if (!(special.*role.id) && role.name != "pad") {
    fail_in(file, "names the " + key + " '" + value->as_string() + "', which is not in the vocabulary");
  }
  return true;
}

/// The same from config.json, which names it by id (for EOS perhaps a list, whose first one counts).
void take_id(const Value& config, const Role& role, const Vocabulary& vocabulary, SpecialTokens& special) {
  const std::string key = std::string(role.name) + "_token_id";
  const Value* value = config.find(key);
  if (value != nullptr && value->is_list() && !value->as_list().empty()) value = &value->as_list().front();
  if (value == nullptr || value->is_null()) return;
  if (!value->is_int() || value->as_int() < 0 || value->as_int() >= static_cast<std::int64_t>(vocabulary.size())) {
    // A model that has no such token says -1, or keeps the default of another model's vocabulary.
    return;
  }
  special.*role.id = static_cast<TokenId>(value->as_int());
}

/// All ids that a file calls EOS: one, or a list.
void add_end_ids(const std::filesystem::path& file, const Value& config, EndTokens& ends) {
  const Value* value = config.find("eos_token_id");
  if (value == nullptr || value->is_null()) return;
  for (const Value& id : value->is_list() ? value->as_list() : List{*value}) {
    if (!id.is_int()) fail_in(file, "has an 'eos_token_id' that is neither a token id nor a list of them");
    ends.add(id.as_int(), file.filename().string());
  }
}

/// The one that a file names by text, where the vocabulary has it.
void add_end_text(const std::filesystem::path& file, const Value& config, const Vocabulary& vocabulary,
                  EndTokens& ends) {
  const Value* value = config.find("eos_token");
  if (value != nullptr && value->is_dict()) value = value->find("content");
  if (value == nullptr || !value->is_string()) return;
  if (const auto id = vocabulary.find(value->as_string())) ends.add(*id, file.filename().string());
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

HubFacts read_hub_files(FolderReader& folder, const Vocabulary& vocabulary, const SpecialTokens& otherwise) {
  HubFacts facts{.special_tokens = otherwise, .end_tokens = {}, .adds_bos = false, .chat_template = {}};
  std::vector<std::pair<std::filesystem::path, Value>> by_text;
  for (const char* name : {"tokenizer_config.json", "special_tokens_map.json"}) {
    if (folder.has(name)) by_text.emplace_back(folder.path(name), folder.json_dict(name));
  }
  const Value config = folder.has("config.json") ? folder.json_dict("config.json") : Value(Dict());
  for (const Role& role : kRoles) {
    const bool named = std::any_of(by_text.begin(), by_text.end(), [&](const auto& file) {
      return take_text(file.first, file.second, role, vocabulary, facts.special_tokens);
    });
    if (!named) take_id(config, role, vocabulary, facts.special_tokens);
  }
  EndTokens ends(vocabulary);
  add_end_ids(folder.path("config.json"), config, ends);
  if (const char* name = "generation_config.json"; folder.has(name)) {
    add_end_ids(folder.path(name), folder.json_dict(name), ends);
  }
  for (const auto& [file, value] : by_text) add_end_text(file, value, vocabulary, ends);
  ends.add_text(kEndOfText, kByItsText);
  facts.end_tokens = ends.take();
  for (const auto& [file, value] : by_text) {
    const Value* adds_bos = value.find("add_bos_token");
    if (adds_bos != nullptr && adds_bos->is_bool() && adds_bos->as_bool()) facts.adds_bos = true;
    const Value* chat_template = value.find("chat_template");
    if (chat_template != nullptr && facts.chat_template.empty()) {
      facts.chat_template = chat_template_of(file, *chat_template);
    }
  }
  if (folder.has("chat_template.jinja")) facts.chat_template = folder.chat_template("chat_template.jinja");
  return facts;
}

}  // namespace coldread
