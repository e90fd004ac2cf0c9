#include <set>
#include <string_view>
#include <utility>

#include "tokenizer/decoders/make_decoder.h"
#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/files/added_token_files.h"
#include "tokenizer/files/formats.h"
#include "tokenizer/models/model_type.h"
#include "tokenizer/normalizers/make_normalizer.h"
#include "tokenizer/post_processors/fixed_ends.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"

namespace coldread {
namespace {

/// One token a line, by id.
Dict read_tokens(FolderReader& folder, const char* name) {
  const MappedFile mapped = folder.lines(name);
  std::vector<Dict::Entry> entries;
  std::set<std::string_view> seen;
  std::string_view rest = mapped.text();
  for (int id = 0; !rest.empty(); ++id) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    if (!seen.insert(line).second) fail_in(mapped.path(), "has the token '" + std::string(line) + "' twice");
    entries.emplace_back(std::string(line), id);
  }
  return Dict::of_distinct(std::move(entries));
}

/// The tokens with a role, as tokenizer_config.json names them or BERT does.
std::string role_text(const Value& config, const char* key, const char* otherwise) {
  const Value& named = setting(config, key);
  const Value& text = named.is_dict() ? setting(named, "content") : named;
  return text.is_string() ? text.as_string() : otherwise;
}

Value normalizer_of(const Value& config) {
  const bool lowers = !(setting(config, "do_lower_case") == Value(false));
  return Dict::of_distinct({{"type", "BertNormalizer"},
                            {"clean_text", true},
                            {"handle_chinese_chars", !(setting(config, "tokenize_chinese_chars") == Value(false))},
                            {"strip_accents", setting(config, "strip_accents")},
                            {"lowercase", lowers}});
}

}  // namespace

TokenizerParts read_word_piece_files(FolderReader folder, const char* file) {
  const std::string origin = folder.path(file).string();
  const char* config_file = "tokenizer_config.json";
  const Value config = folder.has(config_file) ? folder.json_dict(config_file) : Value(Dict());
  const Dict model = Dict::of_distinct({{"type", "WordPiece"},
                                        {"unk_token", role_text(config, "unk_token", "[UNK]")},
                                        {"vocab", read_tokens(folder, file)}});
  const TokenModelType& type = model_type(model, origin);
  Vocabulary vocabulary(origin, type.tokens(model, Spelling::text, origin));
  AddedTokens added(vocabulary);
  added.read(folder, config);
  constexpr std::pair<const char*, const char*> kRoles[] = {{"pad_token", "[PAD]"},
                                                            {"unk_token", "[UNK]"},
                                                            {"cls_token", "[CLS]"},
                                                            {"sep_token", "[SEP]"},
                                                            {"mask_token", "[MASK]"}};
  for (const auto& [key, otherwise] : kRoles) {
    const std::string text = role_text(config, key, otherwise);
    if (const auto id = vocabulary.find(text)) added.add({.text = text, .special = true}, *id);
  }

  TokenizerParts parts;
  parts.vocabulary = std::make_shared<const Vocabulary>(std::move(vocabulary));
  parts.normalizer = make_normalizer(normalizer_of(config), origin);
  parts.pre_tokenizer = make_pre_tokenizer(description_of("BertPreTokenizer"), origin);
  parts.model = type.make(model, Spelling::text, parts.vocabulary);
  parts.decoder = make_decoder(description_of("WordPiece"), Spelling::text, origin);
  HubFacts facts = read_hub_files(folder, *parts.vocabulary);
  parts.special_tokens = facts.special_tokens;
  parts.end_tokens = std::move(facts.end_tokens);
  parts.chat_template = std::move(facts.chat_template);
  const auto cls = parts.vocabulary->find(role_text(config, "cls_token", "[CLS]"));
  const auto sep = parts.vocabulary->find(role_text(config, "sep_token", "[SEP]"));
  if (!cls || !sep) fail_in(origin, "lacks the tokens [CLS] and [SEP], which stand around a text");
  parts.post_processor = fixed_ends({.front = {*cls}, .between = {*sep}, .behind = {*sep}, .second_has_type = true});
  parts.files = std::move(folder).files();
  return parts;
}

}  // namespace coldread
