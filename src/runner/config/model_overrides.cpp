#include "runner/config/model_overrides.h"

#include <charconv>
#include <cstdint>

namespace coldread {

std::vector<TokenName> read_end_tokens(const YamlNode& node, const std::string& name) {
  std::vector<TokenName> names;
  if (node.is_null()) return names;
  for (const YamlNode* item : items_of(node)) {
    if (item->is_string()) {
      names.emplace_back(item->scalar.as_string());
    } else {
      names.emplace_back(static_cast<TokenId>(named(*item, name).integer(0, INT32_MAX)));
    }
  }
  return names;
}

std::vector<TokenName> end_tokens_of(const std::vector<std::string>& texts) {
  std::vector<TokenName> names;
  for (const std::string& text : texts) {
    TokenId id = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, id);
    const bool is_id = error == std::errc() && stop == end && id >= 0;
    names.push_back(is_id ? TokenName(id) : TokenName(text));
  }
  return names;
}

void add_to(Dict& entry, const ModelOverrides& overrides) {
  if (overrides.end_tokens) {
    List tokens;
    for (const TokenName& name : *overrides.end_tokens) {
      const auto* id = std::get_if<TokenId>(&name);
      tokens.emplace_back(id != nullptr ? Value(std::int64_t{*id}) : Value(std::get<std::string>(name)));
    }
    entry.set("eos", std::move(tokens));
  }
  if (overrides.ignored_settings.empty()) return;
  entry.set("ignore_config", List(overrides.ignored_settings.begin(), overrides.ignored_settings.end()));
}

}  // namespace coldread
