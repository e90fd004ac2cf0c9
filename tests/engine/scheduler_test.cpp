#include <doctest/doctest.h>
#include <random>
#include <set>

#include "engine/engine.h"
#include "engine/fakes.h"
#include "engine/mixed_requests.h"

using namespace coldread;
using Ids = std::vector<TokenId>;

namespace {

/// Adds and cancels when it likes, as a server does.
class Client {
 public:
  explicit Client(FakeModel& model, const EngineOptions& options = {}, const Tokenizer* tokenizer = nullptr)
      : engine_(make_local_engine(model, tokenizer, options)) {}

  void add(std::size_t id, const Request& request) { engine_->add(id, request, facts); }
  void cancel(std::size_t id) { engine_->cancel(id); }
  void step(int times = 1) {
    for (int i = 0; i < times; ++i) engine_->step(answers, facts);
  }
  void finish() {
    while (!engine_->idle()) step();
  }
  bool idle() const { return engine_->idle(); }
  bool is_done(std::size_t id) const { return answers.done.contains(id); }

  Answers answers;
  RunFacts facts;

 private:
  std::unique_ptr<Engine> engine_;
};

/// The answer of a request that has the engine to itself.
std::string alone(FakeModel& model, const Request& request, const Tokenizer* tokenizer = nullptr) {
  Answers answers;
  RunFacts facts;
  make_local_engine(model, tokenizer)->run({&request, 1}, answers, facts);
  return digest(answers.done.at(0));
}

/// A generation that runs to its length, of `pages` pages of the cache.
Request long_generation(TokenId first, std::int64_t pages = 1) {
  return generate({.prompt = Ids{first, 1, 2}, .max_tokens = 64 * pages - 2, .ignore_end_of_text = true}, first);
}

/// The mixed requests, and those that need a tokenizer, fail, are answered at once, or search by beams.
std::vector<Request> all_kinds() {
  std::vector<Request> requests = mixed_requests();
  for (TokenId i = 0; i < 4; ++i) {
    requests.push_back(ask(RollingLogLikelihood{std::string(600, 'x')}));  // windows that are equal
    requests.push_back(ask(LogLikelihood{"Where is it?", i % 2 == 0 ? " there" : ""}));
    requests.push_back(ids_request({1, 2, i}, 3));
    requests.push_back(generate({.prompt = "Where is it?", .until = {"n", "qq"}, .max_tokens = 40}, i));
    requests.push_back(generate({.prompt = "Where", .max_tokens = i}, i));
    requests.push_back(generate({.prompt = Ids(30, i), .max_tokens = 9, .sampling = {.num_beams = 3}}, i));
  }
  return requests;
}

}  // namespace

TEST_CASE("Requests that come in mid-generation get the answers that they get alone and together") {
  const FakeTokenizer tokenizer;
  FakeModel model(256);
  const std::vector<Request> requests = all_kinds();
  Answers together;
  RunFacts facts_together;
  make_local_engine(model, &tokenizer)->run(requests, together, facts_together);
  const EngineOptions cases[] = {{},
                                 {.share_prefixes = false},
                                 {.batch_tokens = 7, .batch_sequences = 3},
                                 {.batch_tokens = 50, .memory_bytes = 5 * model.page_bytes()}};
  for (const EngineOptions& options : cases) {
    CAPTURE(options.batch_tokens);
    Client client(model, options, &tokenizer);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      client.add(i, requests[i]);
      if (i % 3 == 2) client.step();
    }
    CHECK(client.answers.done.size() < requests.size());  // they are late
    client.finish();
    REQUIRE(client.answers.done.size() == requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) {
      CHECK(digest(client.answers.done.at(i)) == digest(together.done.at(i)));
      CHECK(digest(client.answers.done.at(i)) == alone(model, requests[i], &tokenizer));
      CHECK(client.answers.streamed[i] == together.streamed[i]);
    }
    CHECK(client.facts.prompt_tokens == facts_together.prompt_tokens);
    CHECK(client.facts.generated_tokens == facts_together.generated_tokens);
    CHECK(model.bytes_in_use() == 0);
  }
}

TEST_CASE("What is added between two steps shares prefixes") {
  FakeModel model(256);
  Client client(model);
  const Ids block(100, 7);
  const auto with_tail = [&](TokenId id) {
    Ids ids = block;
    ids.insert(ids.end(), {id, 1});
    return ids_request(ids, 101);
  };
  client.add(0, long_generation(1));
  client.step(3);
  const std::int64_t before = client.facts.computed_tokens;
  client.add(1, with_tail(1));
  client.add(2, with_tail(2));
  client.step();
  CHECK(client.facts.computed_tokens - before == 1 + 100);  // a token of the generation, the block
  client.step();
  CHECK(client.is_done(1));
  CHECK(client.is_done(2));
  CHECK(client.facts.computed_tokens - before == 1 + 100 + 1 + 2);
  CHECK_FALSE(client.is_done(0));
}

TEST_CASE("A cancelled generation gives its slot to the one that waits") {
  FakeModel model(256);
  const Request first = long_generation(1), second = long_generation(2);
  Client client(model, {.batch_sequences = 1});
  client.add(1, first);
  client.add(2, second);
  client.step(5);
  client.cancel(1);
  CHECK(model.bytes_in_use() == 0);
  client.step(62);  // as many as the second needs alone
  CHECK(client.idle());
  CHECK_FALSE(client.is_done(1));
  CHECK(digest(client.answers.done.at(2)) == alone(model, second));
}

TEST_CASE("A cancelled generation gives its memory back") {
  FakeModel model(256);
  Client client(model, {.memory_bytes = 2 * model.page_bytes()});
  // As often as it takes to lose the memory if any of it were kept.
  for (TokenId i = 0; i < 10; ++i) {
    client.add(1, long_generation(i, 2));
    client.step(1 + i);
    client.cancel(1);
    CHECK(client.idle());
    CHECK(model.bytes_in_use() == 0);
  }
  client.add(1, long_generation(1, 2));
  client.step(4);
  client.add(2, long_generation(2));
  client.add(3, long_generation(3));
  model.most_rows = 0;
  client.step(4);
  CHECK(model.most_rows == 1);  // they have to wait
  client.cancel(1);
  client.step(2);
  CHECK(model.most_rows == 2);
  client.finish();
  CHECK(digest(client.answers.done.at(2)) == alone(model, long_generation(2)));
  CHECK(digest(client.answers.done.at(3)) == alone(model, long_generation(3)));
  CHECK_FALSE(client.is_done(1));
}

TEST_CASE("What comes while memory is full waits, and the budget holds") {
  FakeModel model(256);
  const std::size_t budget = 3 * model.page_bytes();
  Client client(model, {.memory_bytes = budget});
  for (TokenId id = 0; id < 3; ++id) client.add(static_cast<std::size_t>(id), long_generation(id));
  client.step(10);
  for (TokenId id = 3; id < 8; ++id) {
    client.add(static_cast<std::size_t>(id), long_generation(id));
    client.step(7);
  }
  // What needs no memory of its own would pass it by, but keeps its place behind what waits.
  client.add(8, ids_request(Ids(40, 9), 1));
  client.step();
  CHECK_FALSE(client.is_done(8));
  client.finish();
  CHECK(model.most_bytes == budget);
  for (TokenId id = 0; id < 8; ++id) {
    CHECK(digest(client.answers.done.at(static_cast<std::size_t>(id))) == alone(model, long_generation(id)));
  }
}

TEST_CASE("A request that is cancelled in prefill leaves what others share with it") {
  FakeModel model(256);
  Ids block(100, 7), first = block, second = block;
  first.insert(first.end(), {1, 1, 1, 1});
  second.insert(second.end(), {2, 2});
  const Request kept = generate({.prompt = second, .max_tokens = 5});
  const Request others[] = {generate({.prompt = first, .max_tokens = 50}), ids_request(first, 50),
                            generate({.prompt = block, .max_tokens = 50})};
  for (const Request& other : others) {
    for (const int steps : {0, 1, 3, 4}) {  // of 30 tokens: the block is whole with the fourth
      CAPTURE(steps);
      Client client(model, {.batch_tokens = 30});
      client.add(0, other);
      client.add(1, kept);
      client.step(steps);
      client.cancel(0);
      client.finish();
      CHECK_FALSE(client.is_done(0));
      CHECK(digest(client.answers.done.at(1)) == alone(model, kept));
      // Its own tokens are computed only where they stood in the batch that completed the block.
      CHECK(client.facts.computed_tokens <= 100 + 2 + 4 + (steps == 4 ? 4 : 0));
      CHECK(model.bytes_in_use() == 0);

      client.add(0, other);
      client.add(1, kept);
      client.step(steps);
      client.cancel(1);
      client.cancel(0);
      CHECK(client.idle());
      CHECK(model.bytes_in_use() == 0);
    }
  }
}

TEST_CASE("The memory of what is cancelled is free at once, though what came with it goes on") {
  FakeModel model(1024);
  const std::size_t page = model.page_bytes();
  Client client(model, {.batch_tokens = 100, .batch_sequences = 2});
  client.add(0, long_generation(1));  // a page to the end
  SUBCASE("half a prompt") {
    client.add(1, generate({.prompt = Ids(300, 5), .max_tokens = 5}));
    client.step(3);
    CHECK(model.bytes_in_use() == 6 * page);
    client.cancel(1);
  }
  SUBCASE("a generation that decodes, and one that waits for a slot") {
    client.add(1, generate({.prompt = Ids(90, 5), .max_tokens = 50}));
    client.add(2, generate({.prompt = Ids(90, 5), .max_tokens = 50}));
    client.step(3);
    CHECK(model.bytes_in_use() == 4 * page);  // a full page is shared, the other one has a copy
    client.cancel(1);
    CHECK(model.bytes_in_use() == 3 * page);
    client.cancel(2);
  }
  SUBCASE("a prefix that is complete") {
    for (TokenId id = 1; id < 3; ++id) {
      Ids ids(100, 5);
      ids.push_back(id);
      client.add(static_cast<std::size_t>(id), generate({.prompt = ids, .max_tokens = 5}));
    }
    client.step(2);
    CHECK(model.bytes_in_use() == 3 * page);
    client.cancel(1);
    CHECK(model.bytes_in_use() == 3 * page);
    client.cancel(2);
  }
  CHECK(model.bytes_in_use() == page);
  client.finish();
  CHECK(client.answers.done.size() == 1);
  CHECK(digest(client.answers.done.at(0)) == alone(model, long_generation(1)));
}

TEST_CASE("A text whose windows are equal leaves others alone when it is cancelled") {
  const FakeTokenizer tokenizer;
  FakeModel model(256);
  const Request others[] = {generate({.prompt = std::string(100, 'x'), .max_tokens = 5}),
                            ids_request(Ids(50, 'x'), 20)};
  Client client(model, {}, &tokenizer);
  client.add(0, ask(RollingLogLikelihood{std::string(900, 'x')}));
  client.add(1, others[0]);
  client.add(2, others[1]);
  client.cancel(0);
  client.finish();
  CHECK(client.answers.done.size() == 2);
  for (std::size_t i = 0; i < 2; ++i)
    CHECK(digest(client.answers.done.at(1 + i)) == alone(model, others[i], &tokenizer));
}

TEST_CASE("A prefix waits for no more memory than what is left of those that share it") {
  FakeModel model(1024);
  Client client(model, {.memory_bytes = 4 * model.page_bytes()});
  client.add(0, long_generation(1, 2));
  client.step(2);
  client.add(1, generate({.prompt = Ids{5, 5, 5}, .max_tokens = 500}));
  client.add(2, generate({.prompt = Ids{5, 5, 5}, .max_tokens = 5}));
  client.step();
  model.most_rows = 0;
  client.step();
  CHECK(model.most_rows == 1);  // eight pages would not fit
  client.cancel(1);
  client.step();
  CHECK(model.most_rows == 2);
}

TEST_CASE("What is cancelled before a step takes no part in it") {
  FakeModel model;
  Client client(model);
  client.add(0, ids_request({1, 2, 3}, 1));
  client.add(1, ids_request({1, 2, 3}, 9));  // can't be read
  client.add(2, generate({.prompt = Ids{1}, .max_tokens = 0}));
  client.add(3, generate({.prompt = Ids{1}, .max_tokens = 4, .sampling = {.num_beams = 2}}));
  client.add(4, ids_request({1, 2, 4}, 1));
  for (std::size_t id = 0; id < 4; ++id) client.cancel(id);
  client.finish();
  CHECK(client.answers.done.size() == 1);
  CHECK(client.is_done(4));
  CHECK(client.facts.computed_tokens == 2);
  CHECK(model.batches == 1);
}

TEST_CASE("Nothing comes of cancelling what is finished or unknown, and an id can be used again") {
  FakeModel model;
  Client client(model);
  const Request request = generate({.prompt = Ids{1, 2}, .max_tokens = 3});
  client.cancel(7);
  client.add(7, request);
  client.add(8, request);
  client.finish();
  client.cancel(7);
  CHECK(client.answers.done.size() == 2);
  client.step();  // nothing to do
  CHECK(model.batches == 3);
  client.answers.done.clear();
  client.add(7, request);
  client.cancel(8);
  client.finish();
  CHECK(digest(client.answers.done.at(7)) == alone(model, request));
}

TEST_CASE("A beam search takes turns with the others, and ends when it is cancelled") {
  FakeModel model(256);
  const Request search =
      generate({.prompt = Ids(70, 3), .max_tokens = 60, .sampling = {.num_beams = 4}, .ignore_end_of_text = true});
  Client client(model);
  client.add(0, search);
  client.add(1, search);
  client.step(10);
  const std::size_t searching = model.bytes_in_use();
  client.add(2, ids_request({1, 2, 3}, 1));
  client.add(3, generate({.prompt = Ids{1, 2}, .max_tokens = 20}));
  client.step(2);
  CHECK(client.is_done(2));
  client.step(38);
  CHECK(client.is_done(3));
  CHECK_FALSE(client.is_done(0));
  client.cancel(0);
  CHECK(searching > 0);
  CHECK(model.bytes_in_use() == 0);
  client.finish();
  CHECK(client.answers.done.size() == 3);
  CHECK(digest(client.answers.done.at(1)) == alone(model, search));
}

TEST_CASE("A run that stops early leaves nothing on its way") {
  FakeModel model(256);
  const auto engine = make_local_engine(model, nullptr, {.batch_tokens = 40});
  const std::vector<Request> requests = mixed_requests();
  Answers stopped;
  stopped.stop_after = 5;
  RunFacts facts;
  engine->run(requests, stopped, facts);
  CHECK(stopped.done.size() < requests.size());
  CHECK(engine->idle());
  CHECK(model.bytes_in_use() == 0);
  Answers answers;
  engine->run(requests, answers, facts);
  CHECK(answers.done.size() == requests.size());
}

TEST_CASE("Where a sink throws, nothing is on its way any more and the engine can go on") {
  struct Thrower : ResponseSink {
    void on_done(std::size_t, const Response&) override { throw std::runtime_error("full"); }
  };
  FakeModel model(256);
  const auto engine = make_local_engine(model, nullptr);
  const std::vector<Request> requests = mixed_requests();
  Thrower thrower;
  RunFacts facts;
  CHECK_THROWS_WITH(engine->run(requests, thrower, facts), "full");
  CHECK(engine->idle());
  CHECK(model.bytes_in_use() == 0);
  Answers answers;
  engine->run(requests, answers, facts);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    CHECK(digest(answers.done.at(i)) == alone(model, requests[i]));
  }
}

TEST_CASE("Whatever is added and cancelled at whatever time, the others' answers are the same") {
  const FakeTokenizer tokenizer;
  FakeModel model(256);
  const std::vector<Request> requests = all_kinds();
  std::vector<std::string> expected;
  for (const Request& request : requests) expected.push_back(alone(model, request, &tokenizer));
  const EngineOptions cases[] = {{},
                                 {.batch_tokens = 20, .share_prefixes = false},
                                 {.batch_tokens = 30, .batch_sequences = 4},
                                 {.batch_sequences = 9, .memory_bytes = 1},
                                 {.batch_tokens = 50, .memory_bytes = 6 * model.page_bytes()}};
  std::mt19937 random(7);  // raw numbers only: distributions differ between libraries
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  for (int round = 0; round < 12; ++round) {
    CAPTURE(round);
    Client client(model, cases[below(std::size(cases))], &tokenizer);
    const std::size_t haste = 1 + below(12);  // requests a step
    std::set<std::size_t> cancelled;
    std::size_t next = 0;
    while (next < requests.size() || !client.idle()) {
      for (std::size_t n = below(haste + 1); n > 0 && next < requests.size(); --n) {
        client.add(next, requests[next]);
        ++next;
      }

      client.step();
      if (below(3) == 0 && next > 0) {
        const std::size_t id = below(next);
        if (!client.is_done(id)) cancelled.insert(id);
        client.cancel(id);
      }
    }
    CHECK(model.bytes_in_use() == 0);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      REQUIRE(client.is_done(i) != cancelled.contains(i));
      if (client.is_done(i)) CHECK(digest(client.answers.done.at(i)) == expected[i]);
    }
  }
}
