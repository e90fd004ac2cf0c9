#include "tokenizer/files/gguf_pre_tokenizers.h"

#include <algorithm>
#include <string>

#include "base/suggest.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"
#include "tokenizer/pre_tokenizers/patterns.h"

namespace coldread {
namespace {

// Patterns as the tokenizer.json of the models has them, from which llama.cpp's are adapted.
// Source: llama.cpp, src/llama-vocab.cpp.
constexpr std::string_view kNumber = R"~(\p{N})~";
constexpr std::string_view kNumbers = R"~(\p{N}+)~";
constexpr std::string_view kThreeNumbers = R"~(\p{N}{1,3})~";
constexpr std::string_view kThreeDigits = R"~([0-9][0-9][0-9])~";
constexpr std::string_view kLineBreak = R"~([\r\n])~";
constexpr std::string_view kLines = R"~([^\n]+|[\n]+)~";
constexpr std::string_view kSpacesAtEnd = R"~(\s+$)~";
constexpr std::string_view kFalconPunctuation = R"~([\p{P}\$\+<=>\^~\|`]+)~";
constexpr std::string_view kDefaultPunctuation = R"~([\p{P}\$\+<=>\^~\|]+)~";
constexpr std::string_view kBloom = R"~( ?[^(\s|.,!?…。，、।۔،)]+)~";
constexpr std::string_view kQwen35 =
    R"~((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)~";
constexpr std::string_view kGpt4o =
    R"~([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)~";
constexpr std::string_view kGpt4oOneNumber =
    R"~([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)~";
constexpr std::string_view kTekken =
    R"~([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)~";
constexpr std::string_view kSpacedWord = R"~(\s?\p{L}+)~";
constexpr std::string_view kSpacedPunctuation = R"~(\s?\p{P}+)~";
constexpr std::string_view kEuropeanWord =
    R"~(\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝὟ-ώᾀ-ᾴᾶ-ᾼιῂ-ῄῆ-ῌῐ-ΐῖ-Ίῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤΩℨK-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃]+)~";
constexpr std::string_view kAsciiPunctuation = R"~(\s?[!-/:-~！-／：-～‘-‟　-。]+)~";
constexpr std::string_view kDeepseekHan = R"~([一-龥ࠀ-一가-퟿]+)~";
constexpr std::string_view kHanAndKana = R"~([一-龥぀-ゟ゠-ヿ]+)~";
constexpr std::string_view kDeepseekV3 =
    R"~([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)~";
constexpr std::string_view kThousands = R"~(\d{1,3}(?=(?:\d{3})*\b))~";
constexpr std::string_view kThousandsBorder = R"~((?=(\d{3})+(?!\d)))~";
constexpr std::string_view kJais2 =
    R"~((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s{512}(?!\S)|\s{256}(?!\S)|\s{128}(?!\S)|\s{64}(?!\S)|\s{32}(?!\S)|\s{16}(?!\S)|\s{8}(?!\S)|\s{4}(?!\S)|\s{1,2}(?!\S)|\s{1})~";
constexpr std::string_view kMinicpm5 =
    R"~((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}+| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)~";
constexpr std::string_view kSeedCoder =
    R"~((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+|\s*[\r\n]+|\s+(?!\S)|\s+)~";
constexpr std::string_view kBailing =
    R"~('(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+)~";
constexpr std::string_view kExaoneMoe =
    R"~((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]?|\s*[\r\n]|\s+(?!\S)|\s+)~";
constexpr std::string_view kWithoutContractions =
    R"~([^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)~";
constexpr std::string_view kYoutuScripts =
    R"~([가-힣ㄱ-ㆎ]+|[！…“”‘’—：；，、-〿︰-﹏]+|[ㄅ-ㄯ]+|[一-龥぀-ゟ゠-ヿ]+)~";

struct Names {
  std::vector<std::string_view> names;
  GgufPreTokenizer meaning;
};
const std::vector<Names>& table() {
  static const std::vector<Names> kTable{
      {.names = {"gpt-2", "gpt2", "phi-2", "jina-es", "jina-de", "jina-v2-es", "jina-v2-de", "gigachat", "a.x-4.0",
                 "mellum", "modern-bert", "mpt", "olmo", "jais", "trillion", "granite-docling", "exaone4"},
       .meaning = {.patterns = {kGpt2Pattern}}},
      {.names = {"roberta-bpe", "jina-v1-en", "jina-v2-code"},
       .meaning = {.patterns = {kGpt2Pattern}, .adds_separators = true}},
      {.names = {"smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b", "mellum2"},
       .meaning = {.patterns = {kNumber, kGpt2Pattern}}},
      {.names = {"llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2",
                 "jina-v5-nano"},
       .meaning = {.patterns = {kLlamaPattern}, .ignore_merges = true, .adds_bos = true}},
      {.names = {"dbrx", "smaug-bpe", "chatglm-bpe"}, .meaning = {.patterns = {kLlamaPattern}}},
      {.names = {"glm4", "glm5"}, .meaning = {.patterns = {kLlamaPattern}, .ignore_merges = true}},
      {.names = {"qwen2", "deepseek-r1-qwen", "kormo", "f2llmv2", "megrez", "stablelm2", "hunyuan", "solar-open",
                 "grok-2"},
       .meaning = {.patterns = {kQwen2Pattern}}},
      {.names = {"qwen35"}, .meaning = {.patterns = {kQwen35}}},
      {.names = {"gpt-4o", "llama4", "kanana2", "minimax-m2", "talkie"}, .meaning = {.patterns = {kGpt4o}}},
      {.names = {"granite-embed-multi-97m"}, .meaning = {.patterns = {kGpt4o}, .ignore_merges = true}},
      {.names = {"tiny_aya", "cohere2moe"}, .meaning = {.patterns = {kThousands, kGpt4o}}},
      {.names = {"tekken"}, .meaning = {.patterns = {kTekken}, .ignore_merges = true, .adds_bos = true}},
      {.names = {"falcon"}, .meaning = {.patterns = {kFalconPunctuation, kGpt2Pattern, kThreeDigits}}},
      {.names = {"bloom", "poro-chat", "gpt3-finnish"}, .meaning = {.patterns = {kBloom}}},
      {.names = {"viking"}, .meaning = {.patterns = {kBloom, kNumber}}},
      {.names = {"deepseek-llm"},
       .meaning = {.patterns = {kLineBreak, kEuropeanWord, kAsciiPunctuation, kSpacesAtEnd, kDeepseekHan, kNumbers}}},
      {.names = {"deepseek-coder"},
       .meaning = {.patterns = {kLineBreak, kSpacedWord, kSpacedPunctuation, kDeepseekHan, kNumber}}},
      {.names = {"deepseek-v3", "hunyuan-dense", "joyai-llm", "hy_v4"},
       .meaning = {.patterns = {kThreeNumbers, kHanAndKana, kDeepseekV3}}},
      {.names = {"jais-2"}, .meaning = {.patterns = {kJais2}}},
      {.names = {"minicpm5"}, .meaning = {.patterns = {kThreeNumbers, kMinicpm5}, .ignore_merges = true}},
      {.names = {"seed-coder"}, .meaning = {.patterns = {kSeedCoder}}},
      {.names = {"bailingmoe", "bailingmoe2", "llada-moe"}, .meaning = {.patterns = {kBailing}}},
      {.names = {"exaone-moe"}, .meaning = {.patterns = {kExaoneMoe}}},
      {.names = {"superbpe"}, .meaning = {.patterns = {kNumbers, kThousandsBorder}}},
      {.names = {"laguna"}, .meaning = {.patterns = {kLines, kQwen2Pattern}}},
      {.names = {"ufakzeka"}, .meaning = {.patterns = {kWithoutContractions}}},
      {.names = {"youtu"}, .meaning = {.patterns = {kYoutuScripts, kGpt4oOneNumber}, .ignore_merges = true}},
      {.names = {"default"}, .meaning = {.patterns = {kDefaultPunctuation, kGpt2Pattern, kNumbers, kThreeDigits}}},
      {.names = {"gemma4", "granite-embed-multi-311m"},
       .meaning = {.patterns = {kLines}, .adds_bos = true, .in_text = true}},
      {.names = {"sarvam-moe"}, .meaning = {.patterns = {kLines}, .in_text = true}},
  };
  return kTable;
}

}  // namespace

Value GgufPreTokenizer::description() const {
  // Named scanners do what these are, written otherwise.
  if (patterns.size() == 2 && patterns[0] == kNumber && patterns[1] == kGpt2Pattern) return digits_description();
  return split_description(patterns, !in_text);
}

GgufPreTokenizer gguf_pre_tokenizer(const GgufFile& gguf) {
  std::optional<std::string> name = gguf.text("tokenizer.ggml.pre");
  if (gguf.text("tokenizer.ggml.model") == "gemma4") name = "gemma4";
  if (!name && gguf.text("general.architecture") == "gpt2") name = "gpt2";
  if (!name) {
    fail_in(gguf.path(), "does not name its pre-tokenizer (tokenizer.ggml.pre); convert the model with a newer tool");
  }
  std::vector<std::string> known;
  for (const Names& row : table()) {
    if (std::ranges::find(row.names, *name) != row.names.end()) return row.meaning;
    known.insert(known.end(), row.names.begin(), row.names.end());
  }
  std::ranges::sort(known);
  std::string all;
  for (const std::string& one : known) all += (all.empty() ? "" : ", ") + one;
  fail_in(gguf.path(), "has the pre-tokenizer '" + *name + "', which is not supported" + did_you_mean(*name, known) +
                           "; expected one of " + all);
}

}  // namespace coldread
