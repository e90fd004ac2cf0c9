#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "tokenizer/decoders/make_decoder.h"
#include "tokenizer/description.h"
#include "tokenizer/end_tokens.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/files/formats.h"
#include "tokenizer/files/hub_files.h"
#include "tokenizer/models/bpe_vocabulary.h"
#include "tokenizer/models/byte_level_bpe.h"
#include "tokenizer/post_processors/bos_processing.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"

namespace coldread {
namespace {

ByteLevelBpe::Settings read_merges(FolderReader& folder, const char* name) {
  const MappedFile mapped = folder.lines(name);
  ByteLevelBpe::Settings settings;
  std::string_view rest = mapped.text();
  for (bool first = true; !rest.empty(); first = false) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || (first && line.starts_with("#version"))) continue;
    if (auto pair = parse_merge(line, mapped.path().string())) settings.merges.push_back(*std::move(pair));
  }
  return settings;
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

/// Added tokens as they are read: the first of a text counts.
class AddedTokens {
 public:
  explicit AddedTokens(Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

  void add(AddedToken token, std::int64_t id) {
    if (!texts_.insert(token.text).second) return;
    token.id = id < 0 || id > INT32_MAX ? -1 : static_cast<TokenId>(id);
    vocabulary_.add(std::move(token));
  }

 private:
  Vocabulary& vocabulary_;
  std::set<std::string> texts_;
};

/// Added tokens by id in tokenizer_config.json.
void read_config(const Value& config, const std::filesystem::path& file, AddedTokens& added) {
  check_class(file, config);
  const Value& tokens = setting(config, "added_tokens_decoder");
  if (!tokens.is_dict()) return;
  for (const auto& [id, entry] : tokens.as_dict()) {
    const bool is_number = !id.empty() && id.size() < 10 && id.find_first_not_of("0123456789") == std::string::npos;
    if (!is_number) fail_in(file, "has the added token id '" + id + "', which is no integer");
    added.add(parse_added_token(entry, file.string()), std::stoll(id));
  }
}

/// The older form: by text, without flags.
void read_added_tokens(const Value& tokens, const std::filesystem::path& file, AddedTokens& added) {
  for (const auto& [text, id] : tokens.as_dict()) {
    if (!id.is_int()) fail_in(file, "gives the token '" + text + "' an id that is no integer");
    added.add({.text = text, .normalized = true}, id.as_int());
  }
}

std::optional<TokenId> end_of_text(const Vocabulary& vocabulary) {
  for (std::size_t id = 0; id < vocabulary.size(); ++id) {
    if (vocabulary.tokens()[id] == kEndOfText) return static_cast<TokenId>(id);
  }
  return std::nullopt;
}

}  // namespace

TokenizerParts read_vocabulary_files(FolderReader folder, const char* vocabulary_file, const char* merges_file) {
  const std::string origin = folder.path(vocabulary_file).string();
  Vocabulary vocabulary(origin, tokens_of_vocabulary(folder.json_dict(vocabulary_file), origin));
  const ByteLevelBpe::Settings settings = read_merges(folder, merges_file);
  AddedTokens added(vocabulary);
  bool add_prefix_space = false;
  if (const char* name = "tokenizer_config.json"; folder.has(name)) {
    const Value config = folder.json_dict(name);
    read_config(config, folder.path(name), added);
    add_prefix_space = setting(config, "add_prefix_space") == Value(true);
  }
  if (const char* name = "added_tokens.json"; folder.has(name)) {
    read_added_tokens(folder.json_dict(name), folder.path(name), added);
  }
  const std::optional<TokenId> end = end_of_text(vocabulary);
  if (end) added.add({.text = std::string(kEndOfText), .special = true}, *end);

  TokenizerParts parts;
  parts.vocabulary = std::make_shared<const Vocabulary>(std::move(vocabulary));
  parts.pre_tokenizer = make_pre_tokenizer(byte_level_description(add_prefix_space), origin);
  parts.model = std::make_unique<ByteLevelBpe>(parts.vocabulary, settings);
  parts.decoder = make_decoder(description_of("ByteLevel"), origin);
  HubFacts facts = read_hub_files(folder, *parts.vocabulary, {.bos = end, .eos = end, .pad = std::nullopt});
  parts.special_tokens = facts.special_tokens;
  parts.end_tokens = std::move(facts.end_tokens);
  parts.chat_template = std::move(facts.chat_template);
  if (facts.adds_bos) parts.post_processor = bos_processing(*parts.vocabulary, parts.special_tokens);
  parts.files = std::move(folder).files();
  return parts;
}

}  // namespace coldread
