#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "tokenizer/decoders/make_decoder.h"
#include "tokenizer/description.h"
#include "tokenizer/end_tokens.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/files/added_token_files.h"
#include "tokenizer/files/formats.h"
#include "tokenizer/files/hub_files.h"
#include "tokenizer/models/bpe_vocabulary.h"
#include "tokenizer/models/model_type.h"
#include "tokenizer/normalizers/make_normalizer.h"
#include "tokenizer/post_processors/fixed_ends.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"
#include "tokenizer/pre_tokenizers/patterns.h"

namespace coldread {
namespace {

/// [[left, right], ...] as tokenizer.json has them.
List read_merges(FolderReader& folder, const char* name) {
  const MappedFile mapped = folder.lines(name);
  List merges;
  std::string_view rest = mapped.text();
  for (bool first = true; !rest.empty(); first = false) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || (first && line.starts_with("#version"))) continue;
    auto pair = parse_merge(line, Spelling::text, mapped.path().string());
    merges.emplace_back(List{pair->first, pair->second});
  }
  return merges;
}

/// What tokenizer.json would say of a class of transformers; vocab.json and merges.txt do not.
struct BpeClass {
  std::string_view name;  ///< without "Fast"
  Value (*pre_tokenizer)() = nullptr;
  bool composes = false;    ///< NFC
  bool separates = false;   ///< <s> A </s>
  bool ends_words = false;  ///< GPT-1's: lower case, words of BERT's, "</w>" at their ends
};
constexpr BpeClass kClasses[] = {
    {.name = "GPT2Tokenizer"},
    {.name = "PreTrainedTokenizer"},
    {.name = "CodeGenTokenizer"},
    {.name = "Qwen2Tokenizer", .pre_tokenizer = [] { return split_description({kQwen2Pattern}); }, .composes = true},
    {.name = "RobertaTokenizer", .separates = true},
    {.name = "BartTokenizer", .separates = true},
    {.name = "OpenAIGPTTokenizer",
     .pre_tokenizer = [] { return description_of("BertPreTokenizer"); },
     .ends_words = true},
};

const BpeClass& bpe_class(const std::filesystem::path& file, const Value& config) {
  const Value& named = setting(config, "tokenizer_class");
  if (!named.is_string()) return kClasses[0];
  std::string_view name = named.as_string();
  if (name.ends_with("Fast")) name.remove_suffix(4);
  const auto* known = std::ranges::find(kClasses, name, &BpeClass::name);
  if (known != std::end(kClasses)) return *known;
  fail_in(file, "has the tokenizer_class '" + named.as_string() +
                    "', whose vocab.json and merges.txt alone are not enough; put its tokenizer.json beside them");
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
  const Value listed = folder.json_dict(vocabulary_file);
  List merges = read_merges(folder, merges_file);
  const char* config_file = "tokenizer_config.json";
  const Value config = folder.has(config_file) ? folder.json_dict(config_file) : Value(Dict());
  const BpeClass& known = bpe_class(folder.path(config_file), config);
  const Spelling spelling = known.ends_words ? Spelling::text : Spelling::byte_alphabet;
  Dict model = Dict::of_distinct({{"vocab", listed}, {"merges", std::move(merges)}});
  if (known.ends_words) {
    model.set("unk_token", "<unk>");
    model.set("end_of_word_suffix", "</w>");
  }
  const TokenModelType& type = model_type(model, origin);
  Vocabulary vocabulary(origin, type.tokens(model, spelling, origin));
  AddedTokens added(vocabulary);
  added.read(folder, config);
  added.add_named(config);
  const std::optional<TokenId> end = end_of_text(vocabulary);
  if (end) added.add({.text = std::string(kEndOfText), .special = true}, *end);

  TokenizerParts parts;
  parts.vocabulary = std::make_shared<const Vocabulary>(std::move(vocabulary));
  const bool prefix_space = setting(config, "add_prefix_space") == Value(true);
  parts.pre_tokenizer = make_pre_tokenizer(
      known.pre_tokenizer != nullptr ? known.pre_tokenizer() : byte_level_description(prefix_space), origin);
  if (known.composes) parts.normalizer = make_normalizer(description_of("NFC"), origin);
  if (known.ends_words) parts.normalizer = make_normalizer(description_of("BertNormalizer"), origin);
  parts.model = type.make(model, spelling, parts.vocabulary);
  parts.decoder = make_decoder(description_of(known.ends_words ? "BPEDecoder" : "ByteLevel"), spelling, origin);
  HubFacts facts = read_hub_files(folder, *parts.vocabulary, {.bos = end, .eos = end, .pad = std::nullopt});
  parts.special_tokens = facts.special_tokens;
  parts.end_tokens = std::move(facts.end_tokens);
  parts.chat_template = std::move(facts.chat_template);
  if (auto ends = ends_by_config(facts, *parts.vocabulary)) {
    parts.post_processor = *std::move(ends);
  } else if (known.separates && parts.special_tokens.bos && parts.special_tokens.eos) {
    const TokenId eos = *parts.special_tokens.eos;
    parts.post_processor = fixed_ends({.front = {*parts.special_tokens.bos}, .between = {eos, eos}, .behind = {eos}});
  }
  parts.files = std::move(folder).files();
  return parts;
}

}  // namespace coldread
