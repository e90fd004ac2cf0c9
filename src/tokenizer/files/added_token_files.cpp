#include "tokenizer/files/added_token_files.h"

#include <utility>

#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"

namespace coldread {

void AddedTokens::add(AddedToken token, std::int64_t id) {
  if (!texts_.insert(token.text).second) return;
  token.id = id < 0 || id > INT32_MAX ? -1 : static_cast<TokenId>(id);
  vocabulary_.add(std::move(token));
}

void AddedTokens::read(FolderReader& folder, const Value& config) {
  if (const Value& tokens = setting(config, "added_tokens_decoder"); tokens.is_dict()) {
    const std::filesystem::path file = folder.path("tokenizer_config.json");
    for (const auto& [id, entry] : tokens.as_dict()) {
      const bool is_number = !id.empty() && id.size() < 10 && id.find_first_not_of("0123456789") == std::string::npos;
      if (!is_number) fail_in(file, "has the added token id '" + id + "', which is no integer");
      add(parse_added_token(entry, file.string()), std::stoll(id));
    }
  }
  if (const char* name = "added_tokens.json"; folder.has(name)) {
    const Value tokens = folder.json_dict(name);
    for (const auto& [text, id] : tokens.as_dict()) {
      if (!id.is_int()) fail_in(folder.path(name), "gives the token '" + text + "' an id that is no integer");
      add({.text = text, .normalized = true}, id.as_int());
    }
  }
}

void AddedTokens::add_named(const Value& config) {
  constexpr const char* kKeys[] = {"bos_token", "eos_token", "unk_token", "sep_token",
                                   "pad_token", "cls_token", "mask_token"};
  List named;
  for (const char* key : kKeys) named.push_back(setting(config, key));
  if (const Value& more = setting(config, "additional_special_tokens"); more.is_list()) {
    named.insert(named.end(), more.as_list().begin(), more.as_list().end());
  }
  for (const Value& token : named) {
    const Value& text = token.is_dict() ? setting(token, "content") : token;
    if (!text.is_string() || text.as_string().empty() || texts_.contains(text.as_string())) continue;
    const std::optional<TokenId> known = vocabulary_.find(text.as_string());
    AddedToken added{.text = text.as_string(), .special = true};
    if (token.is_dict()) added.strips_left = setting(token, "lstrip") == Value(true);
    add(std::move(added), known ? *known : static_cast<std::int64_t>(vocabulary_.size()));
  }
}

}  // namespace coldread
