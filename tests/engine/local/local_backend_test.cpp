#include "engine/local/local_backend.h"

#include <doctest/doctest.h>

#include "engine/fakes.h"
#include "io/file.h"
#include "io/sha256.h"
#include "support/error_of.h"
#include "support/source_dir.h"
#include "support/temporary_folder.h"

namespace coldread {
namespace {

const std::filesystem::path kModels = source_dir() / "tests" / "reference" / "model";
const std::filesystem::path kGpt2 = kModels / "tiny-gpt2";
const std::filesystem::path kLlama = kModels / "tiny-llama" / "small-untied-Q4_1.gguf";

std::unique_ptr<FoundModel> find(const std::filesystem::path& path) {
  return LocalBackend().find(path.string());
}

/// The model without its tokenizer's files.
void copy_without_tokenizer(const std::filesystem::path& to) {
  for (const char* name : {"config.json", "model.safetensors"}) std::filesystem::copy(kGpt2 / name, to / name);
}

const Request kOfIds{.body = LogLikelihoodOfIds{.ids = {5, 6, 7, 8}, .from = 1}};
const Request kOfText{.body = LogLikelihood{.context = "the apple is on the", .continuation = " table"}};

Request generation_of(decltype(Generate::prompt) prompt) {
  return {.body = Generate{.prompt = std::move(prompt), .max_tokens = 4}};
}

std::vector<Response> answers_of(const OpenModel& model, const std::vector<Request>& requests) {
  Answers answers;
  RunFacts facts;
  model.engine->run(requests, answers, facts);
  std::vector<Response> responses;
  for (const auto& [index, response] : answers.done) responses.push_back(response);
  REQUIRE(responses.size() == requests.size());
  return responses;
}

TEST_CASE("a model that was found tells what it is and what it was made of") {
  const auto gpt2 = find(kGpt2);
  CHECK(gpt2->facts().family == "gpt2");
  CHECK(gpt2->facts().path == kGpt2.string());
  CHECK(gpt2->text().tokenizer == "gpt2");
  CHECK(gpt2->text().special_tokens.at(0).role == "bos");
  CHECK(gpt2->text().chat_template.empty());
  using Files = std::vector<std::filesystem::path>;
  CHECK(gpt2->files().weights == Files{kGpt2 / "model.safetensors"});
  CHECK(gpt2->files().settings == Files{kGpt2 / "config.json", kGpt2 / "vocab.json", kGpt2 / "merges.txt"});
  CHECK(gpt2->weights_digest() == sha256_hex(read_text_file(kGpt2 / "model.safetensors")));

  const auto llama = find(kLlama);
  CHECK(llama->facts().family == "llama");
  CHECK(llama->files().weights == Files{kLlama});
  CHECK(llama->files().settings.empty());
  CHECK(llama->settings_digest() == sha256_hex(""));
}

TEST_CASE("a model says which tokens end a text, and a run may name others") {
  const auto ids_of = [](const FoundModel& model) {
    std::vector<TokenId> ids;
    for (const EndToken& token : model.text().end_tokens) ids.push_back(token.id);
    return ids;
  };
  const auto found = find(kGpt2);
  CHECK(ids_of(*found) == std::vector<TokenId>{383});
  const auto other = LocalBackend().find(kGpt2.string(), {.end_tokens = {{TokenName(5), TokenName(383)}}});
  CHECK(ids_of(*other) == std::vector<TokenId>{5, 383});
  CHECK(other->settings_digest() != found->settings_digest());
  const auto wrong = LocalBackend().find(kGpt2.string(), {.end_tokens = {{TokenName("<|nothing|>")}}});
  CHECK(test::contains(test::error_of([&] { wrong->text(); }), "'<|nothing|>' is no token"));
}

TEST_CASE("the tokenizer of a model is read once") {
  const auto model = find(kLlama);
  CHECK(model->tokenizer() == model->tokenizer());
}

TEST_CASE("a model that is not there is an error before anything is read") {
  CHECK(test::contains(test::error_of([] { LocalBackend().find("no-such-model"); }), "no-such-model: no such model"));
}

TEST_CASE("an opened model outlives what found it") {
  OpenModel opened = find(kGpt2)->open({.threads = 1});
  CHECK(std::holds_alternative<TokenScores>(answers_of(opened, {kOfText})[0]));
  CHECK(opened.vocabulary_size > 0);
  CHECK(opened.weight_copies == 1);
  CHECK(opened.warnings.empty());
}

TEST_CASE("a model without a tokenizer answers ids, and says what is missing where text is asked") {
  const TemporaryFolder folder;
  copy_without_tokenizer(folder.path());
  const auto model = find(folder.path());
  CHECK(test::contains(test::error_of([&] { model->text(); }), "holds no tokenizer"));
  const OpenModel opened = model->open({.threads = 1});
  const auto responses = answers_of(opened, {kOfIds, generation_of(std::vector<TokenId>{5, 6})});
  CHECK(std::holds_alternative<TokenScores>(responses[0]));
  CHECK(std::get<GeneratedText>(responses[1]).text.empty());
  CHECK(test::contains(test::error_of([&] { answers_of(opened, {kOfText}); }), "holds no tokenizer"));
}

TEST_CASE("the tokenizer comes with the first text, and ids are answered alike before and after") {
  const OpenModel opened = find(kGpt2)->open({.threads = 1});
  const auto before = std::get<TokenScores>(answers_of(opened, {kOfIds})[0]);
  const auto text = std::get<GeneratedText>(answers_of(opened, {generation_of("the apple")})[0]);
  CHECK_FALSE(text.text.empty());
  const auto after = std::get<TokenScores>(answers_of(opened, {kOfIds})[0]);
  CHECK(before.total == after.total);
  CHECK(before.logprobs == after.logprobs);
}

TEST_CASE("opened for ids alone, a model writes no text") {
  const OpenModel opened = find(kGpt2)->open({.threads = 1, .text = false});
  const auto responses = answers_of(opened, {generation_of(std::vector<TokenId>{5, 6}), kOfText});
  CHECK(std::get<GeneratedText>(responses[0]).text.empty());
  CHECK(test::contains(std::get<RequestFailure>(responses[1]).message, "no tokenizer"));
}

TEST_CASE("an estimate counts what the run then takes") {
  const auto model = find(kGpt2);
  std::vector<Request> requests = {kOfText, kOfIds, kOfText, generation_of("the apple")};
  const ModelEstimate estimate = model->estimate(requests, {.threads = 1}, true);
  Answers answers;
  RunFacts facts;
  const OpenModel opened = model->open({.threads = 1});
  opened.engine->run(requests, answers, facts);
  CHECK(estimate.requests == 4);
  CHECK(estimate.complete);
  CHECK(estimate.prompt_tokens == facts.prompt_tokens);
  CHECK(estimate.computed_tokens >= facts.computed_tokens);
  CHECK(estimate.generated_tokens == 4);
  CHECK(estimate.weights.read >= opened.weight_bytes);
  CHECK(estimate.weights.packed == model->weights("fp32").packed);
  CHECK(estimate.sampling == 0);
}

TEST_CASE("what is drawn needs room for logits, and beams for their sequences") {
  const auto model = find(kGpt2);
  Request drawn = generation_of("the apple");
  std::get<Generate>(drawn.body).sampling.do_sample = true;
  CHECK(model->estimate({drawn}, {.threads = 1}, true).sampling > 0);
  Request beams = generation_of("the apple");
  std::get<Generate>(beams.body).sampling.num_beams = 4;
  CHECK(model->estimate({beams}, {.threads = 1}, true).demand.cache >
        model->estimate({generation_of("the apple")}, {.threads = 1}, true).demand.cache);
}

}  // namespace
}  // namespace coldread
