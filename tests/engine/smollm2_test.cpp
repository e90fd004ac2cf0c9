#include <cmath>
#include <doctest/doctest.h>
#include <filesystem>

#include "engine/engine.h"
#include "engine/fakes.h"
#include "engine/prompt.h"
#include "io/file.h"
#include "io/json.h"
#include "support/source_dir.h"

using namespace coldread;
using Ids = std::vector<TokenId>;

namespace {

const std::filesystem::path kSource = source_dir();
const std::filesystem::path kModel = kSource / "models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf";

bool model_is_here() {
  const bool here = std::filesystem::exists(kModel);
  if (!here) {
    MESSAGE("skipped: " << kModel << " is not there (scripts/fetch-model smollm2-135m-instruct gets it)");
  }
  return here;
}

std::vector<Value> records(const std::string& name) {
  const auto path = kSource / "tests/reference/model/smollm2-135m" / name;
  const std::string text = read_text_file(path);
  std::vector<Value> values;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    values.push_back(parse_json(std::string_view(text).substr(begin, end - begin), path.string()));
    begin = end + 1;
  }
  return values;
}

Ids ids_of(const Value& list) {
  Ids ids;
  for (const Value& id : list.as_list()) {
    ids.push_back(static_cast<TokenId>(id.as_int()));
  }
  return ids;
}

}  // namespace

TEST_CASE("SmolLM2: contexts and continuations split as lm-evaluation-harness splits them") {
  if (!model_is_here()) {
    return;
  }
  const auto tokenizer = load_tokenizer(kModel);
  PromptEncoder encoder(tokenizer.get(), 8192, 49152);
  const auto choices = records("choices.jsonl");
  CHECK(choices.size() == 43);
  for (const Value& choice : choices) {
    CAPTURE(choice.find("context")->as_string());
    CAPTURE(choice.find("continuation")->as_string());
    const auto split = encoder.split(choice.find("context")->as_string(), choice.find("continuation")->as_string());
    REQUIRE(std::holds_alternative<SplitTokens>(split));
    CHECK(std::get<SplitTokens>(split).context == ids_of(*choice.find("ids_context")));
    CHECK(std::get<SplitTokens>(split).continuation == ids_of(*choice.find("ids_continuation")));
  }
}

TEST_CASE("SmolLM2: choices score within 1e-4 nats a token of transformers in float64") {
  if (!model_is_here()) {
    return;
  }
  const auto model = load_model(kModel);
  const auto tokenizer = load_tokenizer(kModel);
  const auto choices = records("choices.jsonl");
  std::vector<Request> requests;
  for (const Value& choice : choices) {
    requests.emplace_back().body =
        LogLikelihood{choice.find("context")->as_string(), choice.find("continuation")->as_string()};
  }
  Answers answers;
  RunFacts facts;
  make_local_engine(*model, tokenizer.get())->run(requests, answers, facts);
  REQUIRE(answers.done.size() == choices.size());
  double worst = 0;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    CAPTURE(requests[i].key.document);
    const auto& scores = answers.scores(i);
    const auto& expected = choices[i].find("logprob")->as_list();
    REQUIRE(scores.logprobs.size() == expected.size());
    for (std::size_t t = 0; t < expected.size(); ++t) {
      worst = std::fmax(worst, std::fabs(double{scores.logprobs[t]} - expected[t].as_number()));
    }
    CHECK(std::fabs(scores.total - choices[i].find("sum_logprob")->as_number()) <
          1e-4 * std::sqrt(static_cast<double>(expected.size())));
    if (choices[i].find("min_gap")->as_number() >= 1e-3) {
      CHECK(scores.is_greedy == choices[i].find("is_greedy")->as_bool());
    }
  }
  MESSAGE("largest difference of a token: " << worst);
  CHECK(worst < 1e-4);
  CHECK(facts.computed_tokens < facts.prompt_tokens);
}

TEST_CASE("SmolLM2: greedy continuations equal transformers', but after a near-tie") {
  if (!model_is_here()) {
    return;
  }
  const auto model = load_model(kModel);
  const auto tokenizer = load_tokenizer(kModel);
  const auto cases = records("greedy.jsonl");
  CHECK(cases.size() == 16);
  std::vector<Request> requests;
  for (const Value& record : cases) {
    requests.emplace_back().body =
        Generate{.prompt = ids_of(*record.find("ids")), .max_tokens = 48, .ignore_end_of_text = true};
  }
  Answers answers;
  RunFacts facts;
  make_local_engine(*model, tokenizer.get())->run(requests, answers, facts);
  REQUIRE(answers.done.size() == cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    CAPTURE(cases[i].find("prompt")->as_string());
    Ids got = answers.text(i).ids;
    Ids expected = ids_of(*cases[i].find("new_ids"));
    REQUIRE(got.size() == 48);
    const Value* tie = cases[i].find("tie_step");
    if (tie->is_int() && got != expected) {
      got.resize(static_cast<std::size_t>(tie->as_int()));
      expected.resize(got.size());
    }
    CHECK(got == expected);
    if (got.size() == 48) {
      double sum = 0;
      for (const float logprob : answers.text(i).logprobs) {
        sum += double{logprob};
      }
      CHECK(std::fabs(sum - cases[i].find("logprob_sum")->as_number()) < 1e-4 * std::sqrt(48.0));
    }
  }
}
