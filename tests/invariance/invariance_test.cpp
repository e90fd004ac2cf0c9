#include <algorithm>
#include <bit>
#include <doctest/doctest.h>
#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "io/sha256.h"
#include "kernels/isa.h"
#include "support/source_dir.h"

using namespace coldread;

namespace {

const std::filesystem::path kSource = source_dir();

/// Scoring with shared contexts, rolling, greedy and sampled generation, repeats and settings on one prompt.
std::vector<Request> mixed_workload(int questions, std::int64_t new_tokens) {
  const std::string block = "Question: What is at the end of the pier?\nAnswer: A lamp.\n\n";
  const std::string subjects[] = {"the boat", "a very old clock in the hall", "rain", "the cat", "tea"};
  std::vector<Request> requests;
  const auto add = [&](RequestKey key, decltype(Request::body) body) {
    key.task = "mixed";
    requests.push_back({});
    requests.back().key = std::move(key);
    requests.back().body = std::move(body);
  };
  for (int question = 0; question < questions; ++question) {
    const std::string subject = subjects[static_cast<std::size_t>(question) % std::size(subjects)];
    const std::string context = block + "Question: Where is " + subject + "?\nAnswer:";
    std::int32_t choice = 0;
    for (const char* text : {" here", " there", " in the garden behind the house", " in the garden", " at sea"}) {
      add({.document = question, .choice = choice++}, LogLikelihood{context, text});
    }
    for (std::int32_t repeat = 0; repeat < 2; ++repeat) {
      add({.document = question, .repeat = repeat},
          Generate{.prompt = context,
                   .until = {"\n\n"},
                   .max_tokens = new_tokens,
                   .sampling = {.do_sample = true, .temperature = 0.9, .top_p = 0.95, .seed = 7}});
    }
    add({.document = question},
        Generate{.prompt = context,
                 .max_tokens = new_tokens + question,
                 .sampling = {.do_sample = true, .repetition_penalty = 1.2, .top_k = 20, .seed = 7}});
    add({.document = question}, Generate{.prompt = context, .max_tokens = new_tokens / (1 + question % 3)});
    add({.document = question}, Generate{.prompt = subject, .max_tokens = new_tokens, .ignore_end_of_text = true});
    add({.document = question}, RollingLogLikelihood{subject + " waits. " + (question % 2 == 0 ? block : subject)});
  }
  return requests;
}

class Answers : public ResponseSink {
 public:
  explicit Answers(std::size_t count) : texts_(count) {}

  void on_done(std::size_t request, const Response& response) override {
    std::string& text = texts_[request];
    CHECK(text.empty());
    text = std::to_string(response.index());
    if (const auto* scores = std::get_if<TokenScores>(&response)) {
      add(text, scores->ids, scores->logprobs);
      text += " " + std::to_string(std::bit_cast<std::uint64_t>(scores->total)) + (scores->is_greedy ? " greedy" : "");
    } else if (const auto* generated = std::get_if<GeneratedText>(&response)) {
      add(text, generated->ids, generated->logprobs);
      text += " " + generated->text + std::to_string(static_cast<int>(generated->stop));
    } else {
      FAIL("request " << request << ": " << std::get<RequestFailure>(response).message);
    }
  }

  /// Over the answers in the order that `place` gives: request i was sent at place[i].
  std::string digest(const std::vector<std::size_t>& place) const {
    Sha256 hash;
    for (const std::size_t i : place) {
      CHECK(!texts_[i].empty());
      hash.add(texts_[i]);
      hash.add("\n");
    }
    return hash.hex();
  }

 private:
  static void add(std::string& text, const std::vector<TokenId>& ids, const std::vector<float>& logprobs) {
    REQUIRE(ids.size() == logprobs.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
      text += " " + std::to_string(ids[i]) + ":" + std::to_string(std::bit_cast<std::uint32_t>(logprobs[i]));
    }
  }

  std::vector<std::string> texts_;
};

/// One model, loaded once a thread count.
class Subject {
 public:
  explicit Subject(std::filesystem::path path, std::string compute = "fp32")
      : path_(std::move(path)), compute_(std::move(compute)), tokenizer_(load_tokenizer(path_)) {}

  Model& model(int threads) {
    auto& slot = models_[static_cast<std::size_t>(threads)];
    if (!slot) {
      slot = load_model(path_, {.threads = threads, .compute = compute_});
    }
    return *slot;
  }
  void unload() { std::fill(std::begin(models_), std::end(models_), nullptr); }

  std::string digest(int threads, const std::vector<Request>& requests, const EngineOptions& options = {},
                     bool shuffled = false) {
    std::vector<std::size_t> place(requests.size());
    std::iota(place.begin(), place.end(), std::size_t{0});
    if (shuffled) {  // every 7th, round and round: the sizes used here have no common factor with 7
      REQUIRE(requests.size() % 7 != 0);
      for (std::size_t i = 0; i < place.size(); ++i) {
        place[i] = i * 7 % place.size();
      }
    }
    std::vector<Request> sent(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) {
      sent[place[i]] = requests[i];
    }
    Answers answers(sent.size());
    RunFacts facts;
    make_local_engine(model(threads), tokenizer_.get(), options)->run(sent, answers, facts);
    return answers.digest(place);
  }

  /// The same where three requests come before each step, and with them one that is cancelled after it.
  std::string digest_as_they_come(int threads, const std::vector<Request>& requests, const EngineOptions& options) {
    Request passing;
    passing.body = Generate{.prompt = "Question: Where", .max_tokens = 9, .ignore_end_of_text = true};
    const auto engine = make_local_engine(model(threads), tokenizer_.get(), options);
    Answers answers(requests.size());
    RunFacts facts;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      engine->add(i, requests[i], facts);
      if (i % 3 != 2) continue;
      engine->add(requests.size(), passing, facts);
      engine->step(answers, facts);
      engine->cancel(requests.size());
    }
    while (!engine->idle()) engine->step(answers, facts);
    std::vector<std::size_t> place(requests.size());
    std::iota(place.begin(), place.end(), std::size_t{0});
    return answers.digest(place);
  }

 private:
  std::filesystem::path path_;
  std::string compute_;
  std::unique_ptr<Tokenizer> tokenizer_;
  std::unique_ptr<Model> models_[4];
};

struct IsaGuard {
  std::string before{kernels::active_isa()};
  ~IsaGuard() { kernels::use_isa(before); }
};

/// All the ways to run it give the digest of the plain run.
void check_invariance(const std::filesystem::path& path, const std::string& compute, int questions,
                      std::int64_t new_tokens, bool portable) {
  CAPTURE(path);
  CAPTURE(compute);
  const IsaGuard guard;
  Subject subject(path, compute);
  const auto requests = mixed_workload(questions, new_tokens);
  const std::string expected = subject.digest(1, requests);
  MESSAGE(path.filename().string() << " in " << compute << ": " << expected);
  for (const std::int64_t size : {1, 2, 7, 64}) {
    CAPTURE(size);
    CHECK(subject.digest(1, requests, {.batch_tokens = size}) == expected);
    CHECK(subject.digest(1, requests, {.batch_sequences = size}) == expected);
  }
  CHECK(subject.digest(1, requests, {.share_prefixes = false}) == expected);
  CHECK(subject.digest(1, requests, {.batch_tokens = 64, .share_prefixes = false}, true) == expected);
  CHECK(subject.digest(1, requests, {}, true) == expected);
  CHECK(subject.digest(1, requests, {.memory_bytes = 1}) == expected);
  CHECK(subject.digest_as_they_come(1, requests, {.batch_tokens = 64}) == expected);
  for (const int threads : {2, 3}) {
    CAPTURE(threads);
    subject.unload();
    CHECK(subject.digest(threads, requests) == expected);
    CHECK(subject.digest(threads, requests, {.batch_tokens = 7}, true) == expected);
    CHECK(subject.digest(threads, requests, {.share_prefixes = false}) == expected);
  }
  for (const auto& isa : kernels::available_isas()) {
    if (portable || isa != "portable") {
      CAPTURE(isa);
      kernels::use_isa(isa);
      CHECK(subject.digest(3, requests) == expected);
    }
  }
}

}  // namespace

TEST_CASE("tiny GPT-2: one digest for all batches, threads, orders, memory and instruction sets") {
  for (const std::string& compute : compute_types()) {
    check_invariance(kSource / "tests/reference/model/tiny-gpt2", compute, 5, 12, true);
  }
}

TEST_CASE("tiny Llama: one digest for all batches, threads, orders, memory and instruction sets") {
  for (const std::string& compute : compute_types()) {
    check_invariance(kSource / "tests/reference/model/tiny-llama/hf-untied-f32", compute, 5, 12, true);
  }
}

/// Small enough for ThreadSanitizer (scripts/races), with rows enough for all threads: a tiny model's products are
/// short.
TEST_CASE("Four requests of SmolLM2: one digest for threads and batches in each compute type") {
  const auto path = kSource / "models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf";
  if (!std::filesystem::exists(path)) {
    MESSAGE("skipped: " << path << " is not there (scripts/fetch-model smollm2-135m-instruct gets it)");
    return;
  }
  std::vector<Request> requests(4);
  requests[0].body = LogLikelihood{"Question: Where is the boat?\nAnswer:", " at sea"};
  requests[1].body = LogLikelihood{"Question: Where is the boat?\nAnswer:", " in the garden"};
  requests[2].body = Generate{.prompt = "The sea", .max_tokens = 3};
  requests[3].body = RollingLogLikelihood{"What is at the end of the pier? A lamp."};
  for (const std::string& compute : compute_types()) {
    CAPTURE(compute);
    Subject subject(path, compute);
    const std::string expected = subject.digest(1, requests);
    MESSAGE("in " << compute << ": " << expected);
    for (const int threads : {2, 3}) {
      CAPTURE(threads);
      subject.unload();
      CHECK(subject.digest(threads, requests) == expected);
      CHECK(subject.digest(threads, requests, {.batch_tokens = 7}) == expected);
    }
  }
}

TEST_CASE("SmolLM2: one digest for all batches, threads, orders, memory and fast instruction sets") {
  const auto path = kSource / "models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf";
  if (!std::filesystem::exists(path)) {
    MESSAGE("skipped: " << path << " is not there (scripts/fetch-model smollm2-135m-instruct gets it)");
    return;
  }
  for (const std::string& compute : compute_types()) check_invariance(path, compute, 1, 5, false);
  SUBCASE("and, for a few tokens, the portable one") {
    const IsaGuard guard;
    Subject subject(path);
    std::vector<Request> requests(2);
    requests[0].body = LogLikelihood{"The sea", " is calm"};
    requests[1].body = Generate{.prompt = "The sea", .max_tokens = 2};
    const std::string expected = subject.digest(2, requests);
    kernels::use_isa("portable");
    CHECK(subject.digest(2, requests) == expected);
  }
}
