#include "tokenizer/post_processors/make_post_processor.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "io/json.h"
#include "support/error_of.h"
#include "tokenizer/post_processors/bos_processing.h"

namespace coldread {
namespace {

const Vocabulary kVocabulary("file.json", {"a", "<s>", ""});

std::unique_ptr<PostProcessor> made(const std::string& json) {
  return make_post_processor(parse_json(json, "t"), kVocabulary, {.bos = 1, .eos = std::nullopt, .pad = std::nullopt});
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
  const auto bos = bos_processing(kVocabulary, {.bos = 1, .eos = std::nullopt, .pad = std::nullopt});
  CHECK(bos->process_pair(first, second) == std::vector<TokenId>{1, 0, 1, 2, 2});
}

TEST_CASE("what adds nothing is none") {
  CHECK(made("null") == nullptr);
  CHECK(made(R"({"type":"ByteLevel"})") == nullptr);
  CHECK(made(kTextAlone) == nullptr);
  CHECK(bos_processing(kVocabulary, {}) == nullptr);
  CHECK(bos_processing(kVocabulary, {.bos = 2, .eos = 1, .pad = 1}) == nullptr);
}

TEST_CASE("what adds other tokens is an error that names it") {
  const auto error = [](const std::string& json) { return test::error_of([&] { made(json); }); };
  CHECK(error(R"({"type":"BertProcessing"})").find("file.json: has the post_processor BertProcessing") !=
        std::string::npos);
  CHECK(error(R"({"type":"TemplateProcessing","single":[{"Sequence":{}},{"SpecialToken":{}}]})")
            .find("post_processor TemplateProcessing") != std::string::npos);
  CHECK(!error(R"({"type":"TemplateProcessing"})").empty());
}

}  // namespace
}  // namespace coldread
