#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "support/error_of.h"
#include "support/temporary_folder.h"
#include "tokenizer/tokenizer.h"

namespace coldread {
namespace {

using Ids = std::vector<TokenId>;

const std::string kVocabulary = R"({"a":0,"b":1,"Ġ":2,"ab":3,"<|endoftext|>":4,"Ġab":5})";
const std::string kMerges = "#version: 0.2\na b\nĠ ab\n";

TEST_CASE("vocab.json and merges.txt, or OpenAI's names for them") {
  for (const bool hub : {true, false}) {
    const TemporaryFolder folder;
    folder.write(hub ? "vocab.json" : "encoder.json", kVocabulary);
    folder.write(hub ? "merges.txt" : "vocab.bpe", kMerges);
    const auto tokenizer = load_tokenizer(folder.path());
    CHECK(tokenizer->pre_tokenizer() == "gpt2");
    CHECK(tokenizer->encode("ab ab") == Ids{3, 5});
    CHECK(tokenizer->encode("a<|endoftext|>", true) == Ids{0, 4});
    CHECK(tokenizer->encode("a<|endoftext|>") == Ids{0});
    CHECK(tokenizer->special_tokens().bos == 4);
    CHECK(tokenizer->special_tokens().eos == 4);
    CHECK(!tokenizer->special_tokens().pad);
    CHECK(tokenizer->is_special(4));
    CHECK(tokenizer->post_process({0}) == Ids{0});
  }
}

TEST_CASE("line ends of Windows and a missing first line do no harm") {
  const TemporaryFolder folder;
  folder.write("vocab.json", kVocabulary);
  folder.write("merges.txt", "a b\r\nĠ ab");
  CHECK(load_tokenizer(folder.path())->encode("ab ab") == Ids{3, 5});
}

TEST_CASE("added tokens and special tokens come from the files beside") {
  const TemporaryFolder folder;
  folder.write("vocab.json", kVocabulary);
  folder.write("merges.txt", kMerges);
  folder.write("tokenizer_config.json",
               R"({"tokenizer_class":"GPT2Tokenizer","add_bos_token":true,"pad_token":"<pad>","added_tokens_decoder":{
                   "7":{"content":"<pad>","special":true},"6":{"content":"[x]","rstrip":true}}})");
  folder.write("special_tokens_map.json", R"({"eos_token":{"content":"<pad>"},"pad_token":"a"})");
  folder.write("config.json", R"({"bos_token_id":0,"eos_token_id":1})");
  const auto tokenizer = load_tokenizer(folder.path());
  CHECK(tokenizer->vocabulary_size() == 8);
  CHECK(tokenizer->encode("a[x]  b") == Ids{0, 6, 1});
  CHECK(tokenizer->encode("<pad>b", true) == Ids{7, 1});
  CHECK(tokenizer->special_tokens().bos == 0);
  CHECK(tokenizer->special_tokens().eos == 7);
  CHECK(tokenizer->special_tokens().pad == 7);
  CHECK(tokenizer->post_process({1}) == Ids{0, 1});
  CHECK(tokenizer->decode(Ids{7, 6}) == "<pad>[x]");
}

TEST_CASE("the files that were read are listed once each, in their order") {
  const TemporaryFolder folder;
  folder.write("encoder.json", kVocabulary);
  folder.write("vocab.bpe", kMerges);
  const auto files = [&] {
    const auto tokenizer = load_tokenizer(folder.path());
    std::string names;
    for (const auto& file : tokenizer->files()) {
      CHECK(file.parent_path() == folder.path());
      names += file.filename().string() + " ";
    }
    return names;
  };
  CHECK(files() == "encoder.json vocab.bpe ");
  folder.write("chat_template.jinja", "x");
  folder.write("config.json", "{}");
  folder.write("special_tokens_map.json", "{}");
  folder.write("added_tokens.json", "{}");
  folder.write("tokenizer_config.json", "{}");
  folder.write("generation_config.json", "{}");
  folder.write("vocab.txt", "beside");
  CHECK(files() ==
        "encoder.json vocab.bpe tokenizer_config.json added_tokens.json special_tokens_map.json config.json "
        "generation_config.json chat_template.jinja ");
}

TEST_CASE("a space before the text where the configuration asks for one") {
  const TemporaryFolder folder;
  folder.write("vocab.json", kVocabulary);
  folder.write("merges.txt", kMerges);
  folder.write("tokenizer_config.json", R"({"add_prefix_space":true})");
  CHECK(load_tokenizer(folder.path())->encode("ab") == Ids{5});
}

TEST_CASE("what is missing or damaged is named") {
  const TemporaryFolder folder;
  const auto message = [&] { return test::error_of([&] { load_tokenizer(folder.path()); }); };
  CHECK(message().find("holds no tokenizer: none of tokenizer.json, vocab.json") != std::string::npos);
  folder.write("vocab.json", kVocabulary);
  CHECK(message().find("has vocab.json but no merges.txt") != std::string::npos);
  folder.write("merges.txt", "#version: 0.2\nab\n");
  CHECK(message().find("merges.txt: has the merge 'ab'; expected two tokens") != std::string::npos);
  folder.write("merges.txt", "a Ġ\n");
  CHECK(message().find("is not in the vocabulary") != std::string::npos);
  folder.write("merges.txt", kMerges);
  CHECK(message().empty());
  folder.write("vocab.json", R"(["a"])");
  CHECK(message().find("expected a dict") != std::string::npos);
  folder.write("vocab.json", R"({"a":"0"})");
  CHECK(message().find("no integer") != std::string::npos);
  folder.write("vocab.json", kVocabulary);
  folder.write("tokenizer_config.json", R"({"tokenizer_class":"DebertaTokenizer"})");
  CHECK(message().find("'DebertaTokenizer'") != std::string::npos);
}

}  // namespace
}  // namespace coldread
