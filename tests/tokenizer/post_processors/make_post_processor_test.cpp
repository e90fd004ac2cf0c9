#include "tokenizer/post_processors/make_post_processor.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "io/json.h"
#include "support/error_of.h"
#include "tokenizer/post_processors/fixed_ends.h"

namespace coldread {
namespace {

const Vocabulary kVocabulary("file.json", {"a", "<s>", ""});

std::unique_ptr<PostProcessor> made(const std::string& json) {
  return make_post_processor(parse_json(json, "t"), kVocabulary);
}

std::vector<TokenId> processed(const PostProcessor& post_processor, std::vector<TokenId> ids) {
  post_processor.process(ids);
  return ids;
}

const std::string kBosFirst =
    R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>"}},{"Sequence":{"id":"A"}}]})";
const std::string kTextAlone = R"({"type":"TemplateProcessing","single":[{"Sequence":{"id":"A"}}]})";

TEST_CASE("a template may put BOS first") {
  CHECK(processed(*made(kBosFirst), {0, 0}) == std::vector<TokenId>{1, 0, 0});
  CHECK(processed(*made(kBosFirst), {}) == std::vector<TokenId>{1});
  const auto sequence = made(R"({"type":"Sequence","processors":[{"type":"ByteLevel"},)" + kBosFirst + "]}");
  CHECK(processed(*sequence, {0}) == std::vector<TokenId>{1, 0});
}

TEST_CASE("a template's token is its own, not the one that other files call BOS") {
  const std::string listed =
      R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<x>"}},{"Sequence":{"id":"A"}}],
          "special_tokens":{"<x>":{"id":"<x>","ids":[0],"tokens":["<x>"]}}})";
  CHECK(processed(*made(listed), {2}) == std::vector<TokenId>{0, 2});
}

TEST_CASE("a pair is put together by its own template") {
  const std::string pair =
      R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>"}},{"Sequence":{"id":"A"}}],
          "pair":[{"SpecialToken":{"id":"<s>"}},{"Sequence":{"id":"A"}},{"SpecialToken":{"id":"<s>"}},
                  {"Sequence":{"id":"B"}}]})";
  const std::vector<TokenId> first{0};
  const std::vector<TokenId> second{2, 2};
  CHECK(made(pair)->process_pair(first, second) == std::vector<TokenId>{1, 0, 1, 2, 2});
  CHECK(made(kBosFirst)->process_pair(first, second) == std::vector<TokenId>{0, 2, 2});
  const auto bos = bos_eos_ends(kVocabulary, {.bos = 1, .eos = std::nullopt, .pad = std::nullopt}, true);
  CHECK(bos->process_pair(first, second) == std::vector<TokenId>{1, 0, 1, 2, 2});
}

TEST_CASE("what adds nothing is none") {
  CHECK(made("null") == nullptr);
  CHECK(made(R"({"type":"ByteLevel"})") == nullptr);
  CHECK(made(kTextAlone) == nullptr);
  CHECK(bos_eos_ends(kVocabulary, {}, true) == nullptr);
  CHECK(bos_eos_ends(kVocabulary, {.bos = 2, .eos = 1, .pad = 1}, true) == nullptr);
}

TEST_CASE("BERT and RoBERTa put tokens around texts and between them") {
  const std::string ends = R"(,"cls":["a",0],"sep":["<s>",1]})";
  const std::vector<TokenId> one{2};
  const auto bert = made(R"({"type":"BertProcessing")" + ends);
  CHECK(processed(*bert, {2}) == std::vector<TokenId>{0, 2, 1});
  CHECK(bert->process_pair(one, one) == std::vector<TokenId>{0, 2, 1, 2, 1});
  CHECK(bert->pair_types(1, 1) == std::vector<int>{0, 0, 0, 1, 1});
  const auto roberta = made(R"({"type":"RobertaProcessing")" + ends);
  CHECK(processed(*roberta, {2}) == std::vector<TokenId>{0, 2, 1});
  CHECK(roberta->process_pair(one, one) == std::vector<TokenId>{0, 2, 1, 1, 2, 1});
  CHECK(roberta->pair_types(1, 1) == std::vector<int>(6, 0));
}

TEST_CASE("BOS and EOS stand around each text where they are asked for") {
  const SpecialTokens special{.bos = 1, .eos = 0, .pad = std::nullopt};
  const std::vector<TokenId> one{2};
  CHECK(processed(*bos_eos_ends(kVocabulary, special, true, true), {2}) == std::vector<TokenId>{1, 2, 0});
  CHECK(processed(*bos_eos_ends(kVocabulary, special, false, true), {2}) == std::vector<TokenId>{2, 0});
  CHECK(bos_eos_ends(kVocabulary, special, true, true)->process_pair(one, one) ==
        std::vector<TokenId>{1, 2, 0, 1, 2, 0});
}

TEST_CASE("what is not known is an error that names it") {
  const auto error = [](const std::string& json) { return test::error_of([&] { made(json); }); };
  CHECK(error(R"({"type":"BertProcesing"})")
            .find("file.json: has the post_processor BertProcesing, which is not "
                  "supported; did you mean 'BertProcessing'?") != std::string::npos);
  CHECK(error(R"({"type":"BertProcessing","cls":["x",9]})").find("whose 'cls' is no [text, id]") != std::string::npos);
  CHECK(error(R"({"type":"TemplateProcessing","single":[{"Sequence":{}},{"SpecialToken":{}}]})")
            .find("names a SpecialToken that is not in the vocabulary") != std::string::npos);
  CHECK(error(R"({"type":"TemplateProcessing"})").find("'single' is no list") != std::string::npos);
  const std::string two = R"({"type":"Sequence","processors":[)" + kBosFirst + "," + kBosFirst + "]}";
  CHECK(error(two).find("of which two add tokens") != std::string::npos);
}

}  // namespace
}  // namespace coldread
