#include <algorithm>
#include <doctest/doctest.h>
#include <filesystem>
#include <string>
#include <vector>

#include "support/error_of.h"
#include "support/temporary_folder.h"
#include "tokenizer/tokenizer.h"

namespace coldread {
namespace {

using Ids = std::vector<TokenId>;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

const std::string kByteLevel = R"({"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true})";
const std::string kWhole = R"({"version":"1.0","truncation":null,"padding":null,
  "added_tokens":[{"id":9,"content":"<s>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
                  {"id":10,"content":"a b","single_word":false,"lstrip":false,"rstrip":false,"normalized":true,"special":false}],
  "normalizer":null,"pre_tokenizer":)" +
                           kByteLevel +
                           R"(,"post_processor":null,"decoder":{"type":"ByteLevel"},
  "model":{"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":null,"end_of_word_suffix":null,
           "fuse_unk":false,"byte_fallback":false,"ignore_merges":false,
           "vocab":{"a":0,"b":1,"Ġ":2,"ab":3,"Ġab":4,"1":5,"Ã":6,"©":7,"aba":8},
           "merges":["a b","Ġ ab"]}})";

/// The ids of a text under this tokenizer.json; empty for an error.
Ids encode(const std::string& json, std::string_view text, bool parse_special = false) {
  const TemporaryFolder folder;
  folder.write("tokenizer.json", json);
  return load_tokenizer(folder.path())->encode(text, parse_special);
}

void check_error(const std::string& json, const std::string& part) {
  const TemporaryFolder folder;
  folder.write("tokenizer.json", json);
  const std::string message = test::error_of([&] { load_tokenizer(folder.path()); });
  INFO(message);
  CHECK(message.find("tokenizer.json") != std::string::npos);
  CHECK(message.find(part) != std::string::npos);
}

TEST_CASE("pieces are merged, special tokens are found only where they are asked for") {
  CHECK(encode(kWhole, "ab ab") == Ids{3, 4});
  CHECK(encode(kWhole, "é1") == Ids{6, 7, 5});
  CHECK(encode(kWhole, "ab<s>ab", true) == Ids{3, 9, 3});
  CHECK(encode(kWhole, "ab<s>ab") == Ids{3, 3});  // the vocabulary has no bytes for <, s and >
}

TEST_CASE("an added token that is not special is always found") {
  CHECK(encode(kWhole, "a ba b1") == Ids{10, 10, 5});
}

TEST_CASE("ids become bytes, special ones their text or nothing, and others are errors") {
  const TemporaryFolder folder;
  folder.write("tokenizer.json", kWhole);
  const auto tokenizer = load_tokenizer(folder.path());
  CHECK(tokenizer->vocabulary_size() == 11);
  CHECK(tokenizer->decode(Ids{4, 6, 7, 9, 10}) == " ab\xC3\xA9<s>a b");
  CHECK(tokenizer->decode(Ids{4, 9, 10}, true) == " aba b");
  CHECK(tokenizer->is_special(9));
  CHECK(!tokenizer->is_special(10));
  CHECK(!tokenizer->is_special(-1));
  CHECK(test::error_of([&] { (void)tokenizer->decode(Ids{11}); }).find("token id 11 is outside the vocabulary of 11") !=
        std::string::npos);
  CHECK(!test::error_of([&] { (void)tokenizer->decode(Ids{-1}); }).empty());
}

TEST_CASE("merges may be written as pairs, and a whole piece may go before merges") {
  CHECK(encode(replaced(kWhole, R"("a b","Ġ ab")", R"(["a","b"],["Ġ","ab"])"), "ab ab") == Ids{3, 4});
  CHECK(encode(kWhole, "aba") == Ids{3, 0});
  CHECK(encode(replaced(kWhole, R"("ignore_merges":false)", R"("ignore_merges":true)"), "aba") == Ids{8});
}

TEST_CASE("the pre-tokenizers of SmolLM and Llama 3 are known, others named") {
  const auto with = [&](const std::string& pre) { return replaced(kWhole, kByteLevel, pre); };
  CHECK(encode(with(R"({"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},)" + kByteLevel +
                    "]}"),
               " 11") == Ids{2, 5, 5});
  const std::string llama =
      R"({"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"},"behavior":"Isolated","invert":false},)"
      R"({"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]})";
  CHECK(encode(with(llama), "ab ab") == Ids{3, 4});
  CHECK(encode(with(replaced(llama, "{1,3}", "{1,2}")), "ab ab") == Ids{3, 4});
  CHECK(encode(with(R"({"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":false},)" + kByteLevel +
                    "]}"),
               " 11") == Ids{2, 5, 5});
  check_error(with(R"({"type":"Whitspace"})"), "pre_tokenizer Whitspace");
}

TEST_CASE("a prefix space goes before text that has none") {
  const std::string json = replaced(kWhole, R"("add_prefix_space":false)", R"("add_prefix_space":true)");
  CHECK(encode(json, "ab") == Ids{4});
  CHECK(encode(json, " ab") == Ids{4});
  CHECK(encode(json, "") == Ids{});
}

TEST_CASE("normalization form C is honoured, other normalizers are errors") {
  const auto with = [&](const std::string& n) {
    return replaced(kWhole, R"("normalizer":null)", "\"normalizer\":" + n);
  };
  CHECK(encode(with(R"({"type":"NFC"})"), "e\u0301") == Ids{6, 7});
  CHECK(encode(kWhole, "e\u0301") == Ids{});
  check_error(with(R"({"type":"Lowercse"})"), "normalizer Lowercse");
}

TEST_CASE("a byte the vocabulary lacks vanishes after merging, or becomes the unknown token") {
  CHECK(encode(kWhole,
               "a\x01"
               "b") == Ids{0, 1});
  const std::string unknown = replaced(kWhole, R"("unk_token":null)", R"("unk_token":"1")");
  CHECK(encode(unknown, "a\x01\x02") == Ids{0, 5, 5});
  CHECK(encode(replaced(unknown, R"("fuse_unk":false)", R"("fuse_unk":true)"), "a\x01\x02") == Ids{0, 5});
}

TEST_CASE("settings that would change ids and are not supported are errors") {
  check_error(replaced(kWhole, R"("dropout":null)", R"("dropout":0.1)"), "'dropout'");
  check_error(replaced(kWhole, R"("byte_fallback":false)", R"("byte_fallback":true)"), "'byte_fallback'");
  check_error(replaced(kWhole, R"("type":"BPE")", R"("type":"Unigram")"), "a Unigram model over bytes");
  check_error(replaced(kWhole, R"("type":"BPE")", R"("type":"Unigrm")"), "did you mean 'Unigram'?");
  check_error(replaced(kWhole, R"("decoder":{"type":"ByteLevel"})", R"("decoder":null)"), "decoder none");
  check_error(replaced(kWhole, R"("post_processor":null)", R"("post_processor":{"type":"BertProcessing"})"),
              "a BertProcessing whose 'cls'");
}

TEST_CASE("a template that puts one token first tells that BOS is added") {
  const std::string json =
      replaced(kWhole, R"("post_processor":null)",
               R"("post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},
                  {"Sequence":{"id":"A","type_id":0}}],"pair":[],"special_tokens":{}})");
  const TemporaryFolder folder;
  folder.write("tokenizer.json", json);
  folder.write("tokenizer_config.json", R"({"bos_token":{"content":"<s>"},"eos_token":null,"chat_template":"A{{x}}"})");
  folder.write("config.json", R"({"bos_token_id":0,"eos_token_id":[1,2],"pad_token_id":3})");
  const auto tokenizer = load_tokenizer(folder.path());
  CHECK(tokenizer->post_process({3}) == Ids{9, 3});
  CHECK(tokenizer->special_tokens().bos == 9);
  CHECK(!tokenizer->special_tokens().eos);
  CHECK(tokenizer->special_tokens().pad == 3);
  CHECK(tokenizer->chat_template() == "A{{x}}");
  CHECK(tokenizer->encode("ab") == Ids{3});
  using Files = std::vector<std::filesystem::path>;
  CHECK(tokenizer->files() == Files{folder.path() / "tokenizer.json", folder.path() / "tokenizer_config.json",
                                    folder.path() / "config.json"});
  folder.write("chat_template.jinja", "B");
  CHECK(load_tokenizer(folder.path())->chat_template() == "B");
  folder.write("tokenizer_config.json", R"({"bos_token":"<t>"})");
  CHECK(test::error_of([&] { load_tokenizer(folder.path()); }).find("'<t>', which is not in the vocabulary") !=
        std::string::npos);
}

std::string ends_of(const TemporaryFolder& folder) {
  const auto tokenizer = load_tokenizer(folder.path());
  std::string text;
  for (const EndToken& token : tokenizer->end_tokens()) {
    text += (text.empty() ? "" : "; ") + std::to_string(token.id);
    for (const std::string& source : token.sources) text += " " + source;
  }
  return text;
}

TEST_CASE("a text ends with every token that a file of the folder calls EOS") {
  const TemporaryFolder folder;
  folder.write("tokenizer.json", kWhole);
  CHECK(ends_of(folder).empty());
  folder.write("config.json", R"({"eos_token_id":[0,1,99,-1]})");
  folder.write("generation_config.json", R"({"eos_token_id":[1,9]})");
  folder.write("tokenizer_config.json", R"({"eos_token":"<s>"})");
  folder.write("special_tokens_map.json", R"({"eos_token":{"content":"aba"}})");
  CHECK(ends_of(folder) ==
        "0 config.json; 1 config.json generation_config.json; 9 generation_config.json tokenizer_config.json; "
        "8 special_tokens_map.json");
  const auto files = load_tokenizer(folder.path())->files();
  CHECK(std::ranges::find(files, folder.path() / "generation_config.json") != files.end());
  folder.write("generation_config.json", R"({"eos_token_id":null})");
  CHECK(ends_of(folder) == "0 config.json; 1 config.json; 9 tokenizer_config.json; 8 special_tokens_map.json");
  folder.write("generation_config.json", R"({"eos_token_id":"9"})");
  CHECK(test::error_of([&] { load_tokenizer(folder.path()); }).find("neither a token id nor a list of them") !=
        std::string::npos);
  folder.write("generation_config.json", "{");
  CHECK(test::error_of([&] { load_tokenizer(folder.path()); }).find("generation_config.json") != std::string::npos);
}

TEST_CASE("an added token that is written in the byte alphabet decodes to its bytes, as in Hugging Face tokenizers") {
  const TemporaryFolder folder;
  folder.write("tokenizer.json", replaced(kWhole, R"("content":"a b")", "\"content\":\"\u00C9T\u00C9\""));
  const auto tokenizer = load_tokenizer(folder.path());
  CHECK(tokenizer->encode("\u00C9T\u00C9") == Ids{10});
  CHECK(tokenizer->decode(Ids{10}) == "\xC9T\xC9");
}

TEST_CASE("<|endoftext|> ends a text whatever the files say") {
  const TemporaryFolder folder;
  folder.write("tokenizer.json", replaced(kWhole, "\"<s>\"", "\"<|endoftext|>\""));
  CHECK(ends_of(folder) == "9 its text");
}

TEST_CASE("an added token is looked for in normalised text as the normaliser writes it") {
  const std::string nfc = replaced(kWhole, R"("normalizer":null)", R"("normalizer":{"type":"NFC"})");
  const std::string decomposed = replaced(nfc, R"("content":"a b")", "\"content\":\"e\u0301\"");
  CHECK(encode(decomposed, "a\u00E9b") == Ids{0, 10, 1});
  CHECK(encode(decomposed, "ae\u0301b") == Ids{0, 10, 1});
  const std::string raw = replaced(decomposed, R"("normalized":true)", R"("normalized":false)");
  CHECK(encode(raw, "ae\u0301b") == Ids{0, 10, 1});
  CHECK(encode(raw, "a\u00E9b") == Ids{0, 6, 7, 1});
}

TEST_CASE("an entry outside the byte alphabet takes the place of no token with its bytes, merged or whole") {
  const std::string shadow = replaced(replaced(kWhole, R"("aba":8)",
                                               "\"aba\":8,\"\u200D\":11,\"\u00E2\u0122\u012F\":14,"
                                               "\"\u00E2\":12,\"\u0122\":13,\"\u012F\":15,\"\u00E2\u0122\":16"),
                                      R"("Ġ ab")", "\"Ġ ab\",\"\u00E2 \u0122\",\"\u00E2\u0122 \u012F\"");
  CHECK(encode(shadow, "\u200D") == Ids{14});
  CHECK(encode(replaced(shadow, R"("ignore_merges":false)", R"("ignore_merges":true)"), "\u200D") == Ids{14});
}

TEST_CASE("tokens beyond any vocabulary's length and ids far outside are errors") {
  check_error(replaced(kWhole, "\"aba\":8", "\"" + std::string(70000, 'x') + "\":8"), "a token of 70000 bytes");
  check_error(replaced(kWhole, "\"content\":\"<s>\"", "\"content\":\"" + std::string(1025, '<') + "\""),
              "an added token of 1025 bytes");
  check_error(replaced(kWhole, "\"id\":9", "\"id\":2147483647"), "far outside the vocabulary");
  check_error(replaced(kWhole, "\"aba\":8", "\"aba\":2147483647"), "an id that is no integer from 0 to");
  check_error(std::string(600, '['), "nested deeper than 512 levels");
  const TemporaryFolder folder;
  std::filesystem::resize_file(folder.write("tokenizer.json", kWhole), std::uintmax_t{1} << 40u);
  CHECK(test::error_of([&] { load_tokenizer(folder.path()); }).find("at most 268435456") != std::string::npos);
}

TEST_CASE("damaged files are errors") {
  check_error("", "not valid JSON");
  check_error("[]", "expected a dict");
  check_error("{}", "has the model ?");
  check_error(replaced(kWhole, R"("a b","Ġ ab")", R"("a b c")"), "merge 'a b c'");
  check_error(replaced(kWhole, R"("a b","Ġ ab")", R"("a 1")"), "is not in the vocabulary");
  check_error(replaced(kWhole, R"("a b","Ġ ab")", "7"), "a merge that is neither");
  check_error(replaced(kWhole, R"("aba":8)", R"("aba":7)"), "the id 7 to two tokens");
  check_error(replaced(kWhole, R"("aba":8)", R"("aba":2000000000)"), "no integer from 0 to");
  check_error(replaced(kWhole, R"("aba":8)", R"("aba":-8)"), "no integer from 0 to");
  check_error(replaced(kWhole, R"("id":10)", R"("id":2000000000)"), "far outside the vocabulary");
  check_error(replaced(kWhole, R"("id":10)", R"("id":"x")"), "without an id");
}

}  // namespace
}  // namespace coldread
