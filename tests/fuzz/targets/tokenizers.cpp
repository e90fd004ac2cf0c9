#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "fuzz/targets.h"
#include "io/json.h"
#include "support/gguf_builder.h"
#include "tokenizer/models/byte_alphabet.h"
#include "tokenizer/precompiled_charsmap.h"
#include "tokenizer/tokenizer.h"

namespace coldread::fuzz {
namespace {

constexpr std::string_view kText = "The cat's 12 345\n\n  naïve <s> ab  \xFF\xF0\x9F\x98\x80\xCC\x81!";

/// Ids are of the vocabulary, and decode, at once and one by one.
void use(const Tokenizer& tokenizer, std::string_view text) {
  for (const bool special : {false, true}) {
    const std::vector<TokenId> ids = tokenizer.encode(text, special);
    for (const TokenId id : ids) {
      if (id < 0 || static_cast<std::size_t>(id) >= tokenizer.vocabulary_size()) broken("an id outside the vocabulary");
    }
    for (const TokenId id : tokenizer.post_process_pair(ids, ids)) {
      if (id < 0 || static_cast<std::size_t>(id) >= tokenizer.vocabulary_size()) broken("an id outside the vocabulary");
    }
    DecodeStream stream = tokenizer.decode_stream(special);
    std::string by_id;
    for (const TokenId id : ids) by_id += stream.push(id);
    by_id += stream.finish();
    if (by_id != tokenizer.decode(ids, special)) broken("decoding id by id gives another text");
  }
}

void make_folder(const char* name) {
  std::filesystem::create_directory(folder() + "/" + name);
}

/// Byte to its character in vocabularies.
std::array<std::string, 256> byte_characters() {
  std::array<std::string, 256> characters;
  for (unsigned point = 0; point < 0x180; ++point) {
    std::string text;
    if (point < 0x80) {
      text += static_cast<char>(point);
    } else {
      text += static_cast<char>(0xC0 | (point >> 6));
      text += static_cast<char>(0x80 | (point & 0x3F));
    }
    const std::string bytes = bytes_in_alphabet(text).value_or(text);
    if (bytes.size() == 1 && (bytes != text || (point >= 0x21 && point <= 0x7E))) {
      characters[static_cast<unsigned char>(bytes[0])] = text;
    }
  }
  return characters;
}

/// A tokenizer with all bytes and some merges, so that every text comes back.
std::unique_ptr<Tokenizer> whole_tokenizer(const std::string& pre_tokenizer, bool nfc) {
  make_folder("whole");
  Dict vocabulary;
  std::int64_t id = 0;
  for (const std::string& character : byte_characters()) vocabulary.set(character, id++);
  List merges;
  for (const auto& [left, right] : std::initializer_list<std::pair<const char*, const char*>>{{"a", "b"},
                                                                                              {"ab", "ab"},
                                                                                              {"Ġ", "a"},
                                                                                              {"Ġ", "Ġ"},
                                                                                              {"ĠĠ", "ĠĠ"},
                                                                                              {"1", "2"},
                                                                                              {"t", "h"},
                                                                                              {"th", "e"},
                                                                                              {"Ċ", "Ċ"}}) {
    vocabulary.set(std::string(left) + right, id++);
    merges.emplace_back(std::string(left) + " " + right);
  }
  const std::string text = R"({"added_tokens":[{"id":)" + std::to_string(id) +
                           R"(,"content":"<s>","special":true,"lstrip":false,"rstrip":false},{"id":)" +
                           std::to_string(id + 1) +
                           R"(,"content":"<mask>","special":true,"normalized":false}],"normalizer":)" +
                           (nfc ? R"({"type":"NFC"})" : "null") + R"(,"pre_tokenizer":)" + pre_tokenizer +
                           R"(,"decoder":{"type":"ByteLevel"},"model":{"type":"BPE","vocab":)" + to_json(vocabulary) +
                           R"(,"merges":)" + to_json(merges) + "}}";
  write("whole/tokenizer.json", text);
  return load_tokenizer(folder() + "/whole");
}

}  // namespace

void fuzz_tokenizer_json(std::string_view input) {
  make_folder("json");
  write("json/tokenizer.json", input);
  use(*load_tokenizer(folder() + "/json"), kText);
}

/// merges.txt, or by the first byte's rest of 4 tokenizer_config.json (1) or generation_config.json (3), beside a small
/// vocabulary.
void fuzz_merges(std::string_view input) {
  make_folder("files");
  static const std::string vocabulary = write(
      "files/vocab.json", R"({"a":0,"b":1,"ab":2,"Ġ":3,"Ġa":4,"c":5,"abc":6,"<|endoftext|>":7,"1":8,"11":9,"ĠĠ":10})");
  const unsigned file = take_byte(input) % 4;
  write("files/merges.txt", file % 2 != 0 ? "#version: 0.2\na b\n" : input);
  write("files/tokenizer_config.json", file == 1 ? input : "{}");
  write("files/generation_config.json", file == 3 ? input : "{}");
  use(*load_tokenizer(folder() + "/files"), kText);
}

/// A .model file, alone or as a class of transformers reads it.
void fuzz_sentence_piece(std::string_view input) {
  constexpr const char* kConfigs[] = {"{}", R"({"tokenizer_class":"XLMRobertaTokenizer"})",
                                      R"({"tokenizer_class":"T5Tokenizer","extra_ids":3})", R"({"legacy":false})"};
  make_folder("pieces");
  write("pieces/tokenizer_config.json", kConfigs[take_byte(input) % 4]);
  write("pieces/tokenizer.model", input);
  use(*load_tokenizer(folder() + "/pieces"), kText);
}

/// vocab.txt behind the tokens that it needs, or without them.
void fuzz_vocab_txt(std::string_view input) {
  make_folder("words");
  const bool bare = take_byte(input) % 4 == 0;
  write("words/vocab.txt", (bare ? "" : "[UNK]\n[CLS]\n[SEP]\n") + std::string(input));
  use(*load_tokenizer(folder() + "/words"), kText);
}

/// Compiled rules of normalization: the shortest and the longest that fit are parts of the text.
void fuzz_charsmap(std::string_view input) {
  const PrecompiledCharsmap rules(input, "rules");
  for (std::size_t i = 0; i < kText.size(); ++i) {
    const std::string_view rest = kText.substr(i);
    const auto shortest = rules.shortest(rest);
    const auto longest = rules.longest(rest);
    if (shortest.has_value() != longest.has_value()) broken("a rule is found in one way alone");
    if (longest && (longest->length > rest.size() || shortest->length > longest->length)) {
      broken("a rule is for more than the text");
    }
  }
}

/// The metadata of a GGUF file with a vocabulary: kinds, merges, names and rules from the input.
void fuzz_gguf_tokenizer(std::string_view input) {
  std::vector<std::string> tokens{"a", "b", "ab", "Ġ", "<s>"};
  std::vector<std::int32_t> kinds{1, 1, 1, 1, 3};
  std::vector<std::string> merges{"a b"};
  std::string names[2] = {"gpt2", "smollm"};
  std::vector<std::int32_t> charsmap;
  test::GgufBuilder builder;
  for (std::string_view rest = input; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const unsigned lead = take_byte(line);
    const unsigned what = lead == 6 ? lead : lead % 6;
    if (what == 0) tokens.emplace_back(line);
    if (what == 1) kinds.push_back(static_cast<std::int32_t>(take_byte(line)));
    if (what == 2) merges.emplace_back(line);
    if (what == 3) names[take_byte(line) % 2] = line;
    if (what == 4) {
      const std::uint32_t id = take_byte(line);
      constexpr std::string_view kRoles[] = {"bos", "eos", "eot", "eom"};
      const std::string role(kRoles[line.empty() ? 0 : take_byte(line) % std::size(kRoles)]);
      builder.put("tokenizer.ggml." + role + "_token_id", id);
    }
    if (what == 5) builder.put("tokenizer.chat_template", line);
    if (what == 6) charsmap.assign(line.begin(), line.end());
  }
  kinds.resize(tokens.size(), 1);
  builder.put("tokenizer.ggml.model", names[0]).put("tokenizer.ggml.pre", names[1]);
  builder.put("tokenizer.ggml.tokens", tokens)
      .put("tokenizer.ggml.token_type", kinds)
      .put("tokenizer.ggml.merges", merges);
  std::vector<float> scores;
  for (const std::string& token : tokens) scores.push_back(-static_cast<float>(token.size() % 5));
  builder.put("tokenizer.ggml.scores", scores);
  if (!charsmap.empty()) builder.put("tokenizer.ggml.precompiled_charsmap", charsmap);
  use(*load_tokenizer(file_of(builder.bytes())), kText);
}

/// Any bytes come back from their ids.
void fuzz_bpe(std::string_view input) {
  static const std::string kDigits =
      R"({"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"ByteLevel","use_regex":true}]})";
  static const std::string kLlama =
      R"({"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"},"behavior":"Isolated","invert":false},{"type":"ByteLevel","use_regex":false}]})";
  static const std::array<std::unique_ptr<Tokenizer>, 4> tokenizers{
      whole_tokenizer(R"({"type":"ByteLevel","use_regex":true})", false), whole_tokenizer(kDigits, false),
      whole_tokenizer(kLlama, false), whole_tokenizer(R"({"type":"ByteLevel","use_regex":true})", true)};
  const unsigned which = take_byte(input) % 4;
  const Tokenizer& tokenizer = *tokenizers[which];
  for (const bool special : {false, true}) {
    const std::string back = tokenizer.decode(tokenizer.encode(input, special));
    if (which != 3 && back != input) broken("the bytes do not come back from their ids");
  }
}

}  // namespace coldread::fuzz
