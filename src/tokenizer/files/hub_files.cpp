#include "tokenizer/files/hub_files.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "tokenizer/end_tokens.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/post_processors/fixed_ends.h"

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

constexpr TokenizerClass kClasses[] = {
    {.name = "LlamaTokenizer", .bos = "<s>", .eos = "</s>", .adds_bos = true, .sets_ends = true},
    {.name = "CodeLlamaTokenizer", .bos = "<s>", .eos = "</s>", .adds_bos = true, .sets_ends = true},
    {.name = "GemmaTokenizer", .bos = "<bos>", .eos = "<eos>", .adds_bos = true, .sets_ends = true},
    {.name = "CohereTokenizer",
     .bos = "<BOS_TOKEN>",
     .eos = "<|END_OF_TURN_TOKEN|>",
     .adds_bos = true,
     .sets_ends = true},
    {.name = "GPTNeoXTokenizer", .bos = kEndOfText, .eos = kEndOfText, .sets_ends = true},
    {.name = "T5Tokenizer", .bos = {}, .eos = "</s>"},
    {.name = "BertTokenizer", .bos = {}, .eos = {}},
    {.name = "RobertaTokenizer", .bos = "<s>", .eos = "</s>"},
    {.name = "BartTokenizer", .bos = "<s>", .eos = "</s>"},
    {.name = "XLMRobertaTokenizer", .bos = "<s>", .eos = "</s>"},
    {.name = "AlbertTokenizer", .bos = "[CLS]", .eos = "[SEP]"},
};

/// Where nothing else names them.
void take_class_tokens(const TokenizerClass& known, const Vocabulary& vocabulary, SpecialTokens& special) {
  if (!special.bos && !known.bos.empty()) special.bos = vocabulary.find(known.bos);
  if (!special.eos && !known.eos.empty()) special.eos = vocabulary.find(known.eos);
}

}  // namespace

TokenizerClass tokenizer_class(const Value& config) {
  const Value* named = config.find("tokenizer_class");
  std::string_view name = named != nullptr && named->is_string() ? std::string_view(named->as_string()) : "";
  if (name.ends_with("Fast")) name.remove_suffix(4);
  const auto* known = std::ranges::find(kClasses, name, &TokenizerClass::name);
  return known != std::end(kClasses) ? *known : TokenizerClass{};
}

std::optional<std::unique_ptr<PostProcessor>> ends_by_config(const HubFacts& facts, const Vocabulary& vocabulary) {
  const TokenizerClass known = tokenizer_class(facts.config);
  const auto flag = [&](const char* key) {
    const Value* value = facts.config.find(key);
    return value != nullptr && value->is_bool() ? std::optional(value->as_bool()) : std::nullopt;
  };
  const std::optional<bool> bos = flag("add_bos_token");
  const std::optional<bool> eos = flag("add_eos_token");
  if (!bos && !eos && !known.sets_ends) return std::nullopt;
  return bos_eos_ends(vocabulary, facts.special_tokens, bos.value_or(known.adds_bos), eos.value_or(false));
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

HubFacts read_hub_files(FolderReader& folder, const Vocabulary& vocabulary, const SpecialTokens& otherwise) {
  HubFacts facts{.special_tokens = otherwise, .end_tokens = {}, .chat_template = {}};
  std::vector<std::pair<std::filesystem::path, Value>> by_text;
  for (const char* name : {"tokenizer_config.json", "special_tokens_map.json"}) {
    if (folder.has(name)) by_text.emplace_back(folder.path(name), folder.json_dict(name));
  }
  if (folder.has("tokenizer_config.json")) facts.config = by_text.front().second;
  take_class_tokens(tokenizer_class(facts.config), vocabulary, facts.special_tokens);
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
    const Value* chat_template = value.find("chat_template");
    if (chat_template != nullptr && facts.chat_template.empty()) {
      facts.chat_template = chat_template_of(file, *chat_template);
    }
  }
  if (folder.has("chat_template.jinja")) facts.chat_template = folder.chat_template("chat_template.jinja");
  return facts;
}

}  // namespace coldread
