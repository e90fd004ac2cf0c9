#include <doctest/doctest.h>
#include <fstream>

#include "engine/engine.h"
#include "io/json.h"
#include "sampling/options.h"
#include "support/source_dir.h"

using namespace coldread;

namespace {

const std::string kReference = source_dir().string() + "/tests/reference";

class Answers : public ResponseSink {
 public:
  explicit Answers(std::size_t count) : responses(count) {}
  void on_done(std::size_t request, const Response& response) override { responses[request] = response; }
  std::vector<Response> responses;
};

std::vector<TokenId> ids_of(const Value& list) {
  std::vector<TokenId> ids;
  for (const Value& id : list.as_list()) ids.push_back(static_cast<TokenId>(id.as_int()));
  return ids;
}

struct Case {
  Request request;
  std::vector<TokenId> ids;
  std::string stop;
};

/// What transformers 5.23.0's generate() gives on the same weights, with early_stopping off.
std::vector<Case> cases() {
  std::vector<Case> all;
  std::ifstream file(kReference + "/sampler/beams.jsonl");
  for (std::string line; std::getline(file, line);) {
    const Value record = parse_json(line, "beams.jsonl");
    Generate body;
    body.prompt = ids_of(*record.find("ids"));
    body.max_tokens = record.find("max_tokens")->as_int();
    body.sampling = sampling_settings(record.find("options")->as_dict());
    all.push_back({{{"t", 0, 0, 0}, body}, ids_of(*record.find("expected")), record.find("stop")->as_string()});
  }
  return all;
}

std::vector<Response> answered(const std::vector<Request>& requests) {
  const std::filesystem::path path = kReference + "/model/tiny-gpt2";
  const auto model = load_model(path);
  const auto tokenizer = load_tokenizer(path);
  Answers answers(requests.size());
  RunFacts facts;
  make_local_engine(*model, tokenizer.get())->run(requests, answers, facts);
  return answers.responses;
}

}  // namespace

TEST_CASE("Beam search finds what transformers finds, on every reference case") {
  const std::vector<Case> all = cases();
  REQUIRE(all.size() == 24);
  std::vector<Request> requests;
  for (const Case& one : all) requests.push_back(one.request);
  const std::vector<Response> responses = answered(requests);
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(i);
    const auto& answer = std::get<GeneratedText>(responses[i]);
    CHECK(answer.ids == all[i].ids);
    CHECK((answer.stop == StopReason::end_of_text) == (all[i].stop == "eos"));
    CHECK(answer.logprobs.size() == answer.ids.size());
  }
}

TEST_CASE("A beam ends before a stop string, and one beam is the greedy answer") {
  Generate body;
  body.prompt = std::vector<TokenId>{5, 6, 7};
  body.max_tokens = 6;
  Request greedy{{"t", 0, 0, 0}, body};
  body.sampling.num_beams = 3;
  Request beams{{"t", 0, 0, 0}, body};
  const auto first = answered({greedy, beams});
  const std::string text = std::get<GeneratedText>(first[1]).text;
  REQUIRE(text.size() > 1);
  body.until = {text.substr(0, 1)};
  const auto stopped = std::get<GeneratedText>(answered({{{"t", 0, 0, 0}, body}})[0]);
  CHECK(stopped.text.find(text.substr(0, 1)) == std::string::npos);
  body.max_tokens = 0;
  CHECK(std::get<GeneratedText>(answered({{{"t", 0, 0, 0}, body}})[0]).ids.empty());
}
