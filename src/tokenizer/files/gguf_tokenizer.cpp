#include <array>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "base/suggest.h"
#include "io/gguf.h"
#include "tokenizer/decoders/make_decoder.h"
#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/files/formats.h"
#include "tokenizer/files/gguf_end_tokens.h"
#include "tokenizer/files/gguf_pre_tokenizers.h"
#include "tokenizer/files/gguf_vocabulary.h"
#include "tokenizer/models/bpe_vocabulary.h"
#include "tokenizer/models/byte_level_bpe.h"
#include "tokenizer/models/character_bpe.h"
#include "tokenizer/models/longest_match.h"
#include "tokenizer/models/viterbi_unigram.h"
#include "tokenizer/normalizers/make_normalizer.h"
#include "tokenizer/post_processors/fixed_ends.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"
#include "tokenizer/sentence_piece.h"

namespace coldread {
namespace {

/// What the metadata says of tokens that go around a text, where a kind of tokenizer says otherwise.
std::unique_ptr<PostProcessor> ends_of(const GgufFile& gguf, const TokenizerParts& parts, bool bos, bool eos) {
  return bos_eos_ends(*parts.vocabulary, parts.special_tokens,
                      gguf.boolean("tokenizer.ggml.add_bos_token").value_or(bos),
                      gguf.boolean("tokenizer.ggml.add_eos_token").value_or(eos));
}

/// [CLS] or <s> in front, [SEP] or </s> behind and between.
std::unique_ptr<PostProcessor> separators(const GgufFile& gguf, const TokenizerParts& parts, std::size_t between,
                                          bool types) {
  std::optional<TokenId> sep = gguf_token(gguf, "seperator_token_id", parts.vocabulary->size());  // so it is written
  if (!sep) sep = parts.special_tokens.eos;
  if (!parts.special_tokens.bos || !sep) return nullptr;
  return fixed_ends({.front = {*parts.special_tokens.bos},
                     .between = std::vector<TokenId>(between, *sep),
                     .behind = {*sep},
                     .second_has_type = types});
}

std::vector<TokenPair> read_merges(const GgufFile& gguf, Spelling spelling) {
  const auto listed = gguf.texts("tokenizer.ggml.merges");
  if (!listed) fail_in(gguf.path(), "has no merges (tokenizer.ggml.merges)");
  std::vector<TokenPair> merges;
  merges.reserve(listed->size());
  for (const std::string_view merge : *listed) {
    if (auto pair = parse_merge(merge, spelling, gguf.path().string())) merges.push_back(*std::move(pair));
  }
  return merges;
}

const Value& marks_for_spaces() {
  static const Value kDescription =
      Dict::of_distinct({{"type", "Replace"}, {"pattern", Dict::of_distinct({{"String", " "}})}, {"content", "▁"}});
  return kDescription;
}

/// tokenizer.ggml.model = "gpt2": BPE over bytes, or over characters with marks for spaces.
TokenizerParts read_bpe(const GgufFile& gguf) {
  const std::string origin = gguf.path().string();
  const GgufPreTokenizer pre_tokenizer = gguf_pre_tokenizer(gguf);
  const Spelling spelling = pre_tokenizer.in_text ? Spelling::text : Spelling::byte_alphabet;
  TokenizerParts parts;
  parts.vocabulary = read_gguf_vocabulary(gguf, spelling);
  parts.pre_tokenizer = make_pre_tokenizer(pre_tokenizer.description(), origin);
  const std::vector<TokenPair> merges = read_merges(gguf, spelling);
  if (pre_tokenizer.in_text) {
    parts.normalizer = make_normalizer(marks_for_spaces(), origin);
    parts.model =
        std::make_unique<CharacterBpe>(parts.vocabulary,
                                       CharacterBpe::Settings{.byte_fallback = true,
                                                              .ignore_merges = pre_tokenizer.ignore_merges,
                                                              .whole = line_breaks(*parts.vocabulary)},
                                       ranked_merges(*parts.vocabulary, model_tokens(*parts.vocabulary), merges));
    parts.decoder = make_decoder(sentence_piece_decoder(false), spelling, origin);
  } else {
    parts.model = std::make_unique<ByteLevelBpe>(
        parts.vocabulary, ByteLevelBpe::Settings{
                              .merges = merges, .unknown = std::nullopt, .ignore_merges = pre_tokenizer.ignore_merges});
    parts.decoder = make_decoder(description_of("ByteLevel"), spelling, origin);
  }
  parts.special_tokens = read_gguf_special_tokens(gguf, parts.vocabulary->size());
  parts.post_processor = pre_tokenizer.adds_separators ? separators(gguf, parts, 2, false)
                                                       : ends_of(gguf, parts, pre_tokenizer.adds_bos, false);
  return parts;
}

/// "llama": SentencePiece's BPE.
TokenizerParts read_sentence_piece_bpe(const GgufFile& gguf) {
  const std::string origin = gguf.path().string();
  const bool prefix = gguf.boolean("tokenizer.ggml.add_space_prefix").value_or(true);
  TokenizerParts parts;
  parts.vocabulary = read_gguf_vocabulary(gguf, Spelling::text);
  const std::size_t size = parts.vocabulary->size();
  List steps;
  if (prefix) steps.emplace_back(Dict::of_distinct({{"type", "Prepend"}, {"prepend", "▁"}}));
  steps.push_back(marks_for_spaces());
  parts.normalizer =
      make_normalizer(Dict::of_distinct({{"type", "Sequence"}, {"normalizers", std::move(steps)}}), origin);
  CharacterBpe::Settings settings{.byte_fallback = true, .fuses_unknown = true};
  settings.unknown = gguf_token(gguf, "unknown_token_id", size).value_or(0);
  parts.model = std::make_unique<CharacterBpe>(parts.vocabulary, std::move(settings),
                                               scored_merges(plain_tokens(*parts.vocabulary), gguf_scores(gguf, size)));
  parts.decoder = make_decoder(sentence_piece_decoder(prefix), Spelling::text, origin);
  parts.special_tokens = read_gguf_special_tokens(gguf, size, {.bos = 1, .eos = 2, .pad = std::nullopt});
  parts.post_processor = ends_of(gguf, parts, true, false);
  return parts;
}

std::optional<PrecompiledCharsmap> read_charsmap(const GgufFile& gguf) {
  const auto bytes = gguf.integers("tokenizer.ggml.precompiled_charsmap");
  if (!bytes || bytes->empty()) return std::nullopt;
  std::string text;
  for (const std::int64_t byte : *bytes) text += static_cast<char>(byte);
  return PrecompiledCharsmap(text, gguf.path().string());
}

/// "t5": SentencePiece's unigram model.
TokenizerParts read_unigram(const GgufFile& gguf) {
  const std::string origin = gguf.path().string();
  TokenizerParts parts;
  parts.vocabulary = read_gguf_vocabulary(gguf, Spelling::text);
  const std::size_t size = parts.vocabulary->size();
  const std::vector<float> scores = gguf_scores(gguf, size);
  ViterbiUnigram::Settings settings{.unknown = gguf_token(gguf, "unknown_token_id", size)};
  if (!settings.unknown && size > 2) settings.unknown = 2;
  float least = std::numeric_limits<float>::max();
  for (std::size_t i = 0; i < size; ++i) {
    const auto id = static_cast<TokenId>(i);
    settings.scores.push_back(parts.vocabulary->is_added(id) ? 0 : static_cast<double>(scores[i]));
    settings.reachable.push_back(!parts.vocabulary->is_special(id));
    if (!parts.vocabulary->is_added(id)) least = std::min(least, scores[i]);
  }
  settings.unknown_score = static_cast<double>(least) - kUnknownPenalty;
  const bool prefix = gguf.boolean("tokenizer.ggml.add_space_prefix").value_or(true);
  const bool collapses = gguf.boolean("tokenizer.ggml.remove_extra_whitespaces").value_or(true);
  parts.normalizer = sentence_piece_normalizer(read_charsmap(gguf), collapses, {});
  parts.pre_tokenizer = sentence_piece_pre_tokenizer(prefix ? PrefixedStretches::all : PrefixedStretches::none, {});
  parts.model = std::make_unique<ViterbiUnigram>(parts.vocabulary, std::move(settings));
  parts.decoder = make_decoder(sentence_piece_decoder(prefix), Spelling::text, origin);
  parts.special_tokens = read_gguf_special_tokens(gguf, size, {.bos = std::nullopt, .eos = 1, .pad = 0});
  parts.post_processor = ends_of(gguf, parts, false, true);
  return parts;
}

/// "bert": word pieces, of which those that begin a word are marked in the file, not the others.
TokenizerParts read_word_pieces(const GgufFile& gguf) {
  const std::string origin = gguf.path().string();
  TokenizerParts parts;
  parts.vocabulary = read_gguf_word_pieces(gguf);
  const std::size_t size = parts.vocabulary->size();
  const bool lowers = gguf.boolean("tokenizer.ggml.normalizer.lowercase").value_or(true);
  const bool strips = gguf.boolean("tokenizer.ggml.normalizer.strip_accents").value_or(lowers);
  parts.normalizer = make_normalizer(
      Dict::of_distinct({{"type", "BertNormalizer"}, {"lowercase", lowers}, {"strip_accents", strips}}), origin);
  parts.pre_tokenizer = make_pre_tokenizer(description_of("BertPreTokenizer"), origin);
  const std::optional<TokenId> unknown = gguf_token(gguf, "unknown_token_id", size);
  if (!unknown && size <= 100) fail_in(gguf.path(), "names no unknown token (tokenizer.ggml.unknown_token_id)");
  parts.model =
      std::make_unique<LongestMatch>(parts.vocabulary, LongestMatch::Settings{.unknown = unknown.value_or(100)});
  parts.decoder = make_decoder(description_of("WordPiece"), Spelling::text, origin);
  parts.special_tokens = read_gguf_special_tokens(gguf, size, {.bos = 101, .eos = 102, .pad = 0});
  parts.post_processor = separators(gguf, parts, 1, true);
  return parts;
}

/// Kinds of tokenizers in tokenizer.ggml.model.
struct TokenizerKind {
  std::string_view name;
  TokenizerParts (*read)(const GgufFile& gguf) = nullptr;
};
constexpr std::array<TokenizerKind, 5> kTokenizerKinds{{{.name = "gpt2", .read = read_bpe},
                                                        {.name = "gemma4", .read = read_bpe},
                                                        {.name = "llama", .read = read_sentence_piece_bpe},
                                                        {.name = "t5", .read = read_unigram},
                                                        {.name = "bert", .read = read_word_pieces}}};

}  // namespace

TokenizerParts read_gguf_tokenizer(const std::filesystem::path& file) {
  const GgufFile gguf(file);
  const std::optional<std::string> model = gguf.text("tokenizer.ggml.model");
  if (!model) fail_in(file, "holds no tokenizer (tokenizer.ggml.model)");
  std::vector<std::string> names;
  for (const TokenizerKind& known : kTokenizerKinds) {
    names.emplace_back(known.name);
    if (known.name != *model) continue;
    TokenizerParts parts = known.read(gguf);
    parts.end_tokens = read_gguf_end_tokens(gguf, *parts.vocabulary);
    parts.chat_template = gguf.text("tokenizer.chat_template").value_or("");
    parts.files = {file};
    return parts;
  }
  fail_in(file, "has a tokenizer of kind '" + *model + "', which is not supported" + did_you_mean(*model, names) +
                    "; expected gpt2 (BPE over bytes), llama (SentencePiece BPE), t5 (unigram), bert (word pieces) or "
                    "gemma4");
}

}  // namespace coldread
