#include <doctest/doctest.h>

#include "engine/engine.h"
#include "engine/fakes.h"
#include "engine/mixed_requests.h"

using namespace coldread;
using Ids = std::vector<TokenId>;

namespace {

struct Run {
  Answers answers;
  RunFacts facts;
};

Run run(FakeModel& model, const std::vector<Request>& requests, const EngineOptions& options = {},
        const Tokenizer* tokenizer = nullptr) {
  Run result;
  make_local_engine(model, tokenizer, options)->run(requests, result.answers, result.facts);
  CHECK(model.bytes_in_use() == 0);
  return result;
}

}  // namespace

TEST_CASE("Scored ids get the log-probabilities of the model, their sum and whether they are greedy") {
  FakeModel model;
  const Ids ids = {4, 8, 15, 16, 23};
  const Ids greedy = {4, FakeModel::answer(model.logits({4}), -1).argmax};
  const auto [answers, facts] = run(model, {ids_request(ids, 2), ids_request(greedy, 1), ids_request({4, 8}, 2)});
  const auto& scores = answers.scores(0);
  CHECK(scores.ids == Ids{15, 16, 23});
  CHECK(scores.logprobs == std::vector<float>{FakeModel::answer(model.logits({4, 8}), 15).target_logprob,
                                              FakeModel::answer(model.logits({4, 8, 15}), 16).target_logprob,
                                              FakeModel::answer(model.logits({4, 8, 15, 16}), 23).target_logprob});
  CHECK(scores.total == double{scores.logprobs[0]} + double{scores.logprobs[1]} + double{scores.logprobs[2]});
  CHECK_FALSE(scores.is_greedy);
  CHECK(scores.context_tokens == 2);
  CHECK(answers.scores(1).is_greedy);
  CHECK(answers.scores(2).ids.empty());
  CHECK(facts.prompt_tokens == 5);    // the last token is not read, and nothing for the empty score
  CHECK(facts.computed_tokens == 4);  // 4, 8, 15, 16
}

TEST_CASE("Answers are the same bits alone and in company, whatever batches, memory and sharing") {
  const auto requests = mixed_requests();
  FakeModel model(256);
  std::vector<std::string> expected;
  for (const auto& request : requests) {
    expected.push_back(digest(run(model, {request}).answers.done.at(0)));
  }
  const std::size_t page = model.page_bytes();
  const EngineOptions cases[] = {
      {},
      {.share_prefixes = false},
      {.batch_tokens = 1},
      {.batch_tokens = 2, .share_prefixes = false},
      {.batch_tokens = 7, .batch_sequences = 3},
      {.batch_tokens = 64, .batch_sequences = 64},
      {.batch_sequences = 1},
      {.batch_sequences = 7, .memory_bytes = 1},
      {.batch_tokens = 50, .memory_bytes = 5 * page},
      {.share_prefixes = false, .memory_bytes = 9 * page},
  };
  for (const auto& options : cases) {
    CAPTURE(options.batch_tokens);
    CAPTURE(options.batch_sequences);
    CAPTURE(options.memory_bytes);
    model.most_tokens = 0;
    model.most_rows = 0;
    const auto [answers, facts] = run(model, requests, options);
    REQUIRE(answers.done.size() == requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) {
      CHECK(digest(answers.done.at(i)) == expected[i]);
    }
    if (options.batch_tokens > 0) {
      CHECK(model.most_tokens <= options.batch_tokens);
    }
    if (options.batch_sequences > 0) {
      CHECK(model.most_rows <= static_cast<std::size_t>(options.batch_sequences));
    }
  }
  auto shuffled = requests;
  std::reverse(shuffled.begin(), shuffled.end());
  const auto reversed = run(model, shuffled, {.batch_tokens = 33}).answers;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    CHECK(digest(reversed.done.at(requests.size() - 1 - i)) == expected[i]);
  }
}

TEST_CASE("Texts of lengths that turn otherwise share nothing, and a text keeps the length it was begun with") {
  FakeModel model(256);
  model.usual_texts = 4;
  const Ids ids = {1, 2, 3, 4, 5};
  const auto [answers, facts] =
      run(model, {ids_request({1, 2, 3}, 2), ids_request({1, 2, 3, 4}, 3), ids_request(ids, 4),
                  generate({.prompt = Ids{1, 2, 3}, .max_tokens = 2}), generate({.prompt = ids, .max_tokens = 1})});
  CHECK(answers.scores(1).logprobs[0] == FakeModel::answer(model.logits({1, 2, 3}), 4).target_logprob);
  CHECK(answers.scores(2).logprobs[0] == FakeModel::answer(model.logits({1, 2, 3, 4}, 5), 5).target_logprob);
  const TokenId first = FakeModel::answer(model.logits({1, 2, 3}, 5), -1).argmax;
  CHECK(answers.text(3).ids == Ids{first, FakeModel::answer(model.logits({1, 2, 3, first}, 5), -1).argmax});
  CHECK(answers.text(3).early_rope_scaling);
  CHECK(answers.text(4).early_rope_scaling);  // each length has angles of its own here
  CHECK_FALSE(run(model, {generate({.prompt = Ids{1, 2}, .max_tokens = 2})}).answers.text(0).early_rope_scaling);
  CHECK(facts.computed_tokens == 3 + 4 + 1 + 5);  // of texts up to 4, of 5 with a generated token, of 6
}

TEST_CASE("Every shared token is computed once") {
  FakeModel model(256);
  Ids block(100, 7);
  std::vector<Request> requests;
  for (TokenId question = 0; question < 3; ++question) {
    for (TokenId choice = 0; choice < 4; ++choice) {
      Ids ids = block;
      ids.insert(ids.end(), {question, 200, choice});
      requests.push_back(ids_request(ids, ids.size() - 1));
    }
  }
  auto shared = run(model, requests);
  CHECK(shared.facts.prompt_tokens == 12 * 102);
  CHECK(shared.facts.computed_tokens == 100 + 3 * 2);
  // What nobody goes on from is not kept.
  CHECK(model.transient_tokens == 3 * 2);
  CHECK(model.most_bytes == 2 * model.page_bytes());
  auto apart = run(model, requests, {.share_prefixes = false});
  CHECK(apart.facts.computed_tokens == apart.facts.prompt_tokens);
}

TEST_CASE("The cache stays within its budget wherever one sequence fits") {
  const auto requests = mixed_requests();
  FakeModel model(256);
  const std::size_t budget = 12 * model.page_bytes();
  run(model, requests, {.memory_bytes = budget});
  CHECK(model.most_bytes <= budget);
  model.most_bytes = 0;
  run(model, requests);
  CHECK(model.most_bytes > budget);
}

TEST_CASE("Greedy generation takes the most likely token and reports its log-probability") {
  FakeModel model;
  const auto [answers, facts] = run(model, {generate({.prompt = Ids{1, 2}, .max_tokens = 3})});
  const auto& text = answers.text(0);
  Ids prefix = {1, 2};
  REQUIRE(text.ids.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto expected = FakeModel::answer(model.logits(prefix), -1);
    CHECK(text.ids[i] == expected.argmax);
    CHECK(text.logprobs[i] == expected.argmax_logprob);
    prefix.push_back(text.ids[i]);
  }
  CHECK(text.stop == StopReason::length);
  CHECK(text.context_tokens == 2);
  CHECK(facts.generated_tokens == 3);
  CHECK(facts.computed_tokens == 4);  // the last generated token is not read
}

TEST_CASE("A generated token's log-probability has the bits that scoring it has") {
  FakeModel model;
  const Generate body{.prompt = Ids{9}, .max_tokens = 20, .sampling = {.do_sample = true, .temperature = 1.2}};
  const auto text = run(model, {generate(body)}).answers.text(0);
  Ids all = {9};
  all.insert(all.end(), text.ids.begin(), text.ids.end());
  CHECK(run(model, {ids_request(all, 1)}).answers.scores(0).logprobs == text.logprobs);
}

TEST_CASE("Repeats, documents and seeds draw apart, settings share their random numbers") {
  FakeModel model;
  const auto sample = [&](std::uint64_t seed, std::int64_t document, std::int32_t repeat, double temperature) {
    return run(model, {generate({.prompt = Ids{9},
                                 .max_tokens = 10,
                                 .sampling = {.do_sample = true, .temperature = temperature, .seed = seed}},
                                document, repeat)})
        .answers.text(0)
        .ids;
  };
  const Ids first = sample(1, 0, 0, 1.0);
  CHECK(sample(1, 0, 0, 1.0) == first);
  CHECK(sample(2, 0, 0, 1.0) != first);
  CHECK(sample(1, 1, 0, 1.0) != first);
  CHECK(sample(1, 0, 1, 1.0) != first);
  CHECK(sample(1, 0, 0, 1.0 + 1e-9) == first);
}

TEST_CASE("Generation ends at each of a tokenizer's end tokens, and at those of the options where there is none") {
  FakeModel model;
  const FakeTokenizer tokenizer({.ends = {'c', 260}});
  model.follows = {{'1', 'a'}, {'a', 'b'}, {'b', 'c'}, {'c', 'd'}, {'2', 'x'}, {'x', 259}, {259, 260}};
  const std::vector<Request> requests{generate({.prompt = Ids{'1'}, .max_tokens = 3}),
                                      generate({.prompt = Ids{'2'}, .max_tokens = 3})};
  const auto [answers, facts] = run(model, requests, {}, &tokenizer);
  CHECK(answers.text(0).ids == Ids{'a', 'b'});
  CHECK(answers.text(0).stop == StopReason::end_of_text);
  CHECK(answers.text(1).ids == Ids{'x', 259});
  CHECK(answers.text(1).stop == StopReason::end_of_text);
  const auto [given, more_facts] = run(model, requests, {.end_of_text = {'b'}}, nullptr);
  CHECK(given.text(0).ids == Ids{'a'});
  CHECK(given.text(1).ids == Ids{'x', 259, 260});
}

TEST_CASE("An empty stop string ends a text after its first token") {
  FakeModel model;
  const FakeTokenizer tokenizer;
  model.follows = {{'1', 'a'}, {'a', 'b'}};
  const auto [answers, facts] =
      run(model, {generate({.prompt = "1", .until = {"zz", ""}, .max_tokens = 9})}, {}, &tokenizer);
  CHECK(answers.text(0).text == "a");
  CHECK(answers.text(0).stop == StopReason::until);
  const auto [beams, more_facts] = run(
      model, {generate({.prompt = "1", .until = {""}, .max_tokens = 9, .sampling = {.num_beams = 2}})}, {}, &tokenizer);
  CHECK(beams.text(0).ids.size() == 1);
}

TEST_CASE("Generation ends at EOS, at <|endoftext|>, at a stop string, or at its length") {
  FakeModel model;
  const FakeTokenizer tokenizer;
  model.follows = {{'1', 'a'}, {'a', 'b'}, {'b', 'c'}, {'c', 'd'}, {'d', 259}, {'2', 'x'}, {'x', 260}, {259, 'e'}};
  const auto [answers, facts] = run(
      model,
      {generate({.prompt = "1", .max_tokens = 9}), generate({.prompt = "2", .max_tokens = 9}),
       generate({.prompt = "1", .until = {"zz", "bc"}, .max_tokens = 9}), generate({.prompt = "1", .max_tokens = 2}),
       generate({.prompt = "1", .max_tokens = 6, .ignore_end_of_text = true}),
       generate({.prompt = "1", .until = {"<eos>"}, .max_tokens = 9, .ignore_end_of_text = true}),
       generate({.prompt = "1", .max_tokens = 0}), generate({.prompt = "1", .until = {"d"}, .max_tokens = 4})},
      {}, &tokenizer);
  CHECK(answers.text(0).text == "abcd");
  CHECK(answers.text(0).ids == Ids{'a', 'b', 'c', 'd'});
  CHECK(answers.text(0).logprobs.size() == 4);
  CHECK(answers.text(0).stop == StopReason::end_of_text);
  CHECK(answers.text(1).text == "x");
  CHECK(answers.text(1).stop == StopReason::end_of_text);
  CHECK(answers.text(2).text == "a");
  CHECK(answers.text(2).ids == Ids{'a', 'b', 'c'});
  CHECK(answers.text(2).stop == StopReason::until);
  CHECK(answers.text(3).text == "ab");
  CHECK(answers.text(3).stop == StopReason::length);
  CHECK(answers.text(4).text == "abcde");
  CHECK(answers.text(4).ids == Ids{'a', 'b', 'c', 'd', 259, 'e'});
  CHECK(answers.text(5).text == "abcd");
  CHECK(answers.text(5).stop == StopReason::until);
  CHECK(answers.text(6).ids.empty());
  CHECK(answers.text(6).stop == StopReason::length);
  CHECK(answers.text(7).text == "abc");
  CHECK(answers.text(7).stop == StopReason::until);
}

TEST_CASE("Bytes that a decoder holds back are in the text, however it ends") {
  const auto answered = [](const FakeTokenizer& tokenizer) {
    FakeModel model;
    model.follows = {{'1', 'a'}, {'a', 'b'}, {'b', 'c'}, {'c', 'd'}, {'d', 259}};
    std::vector<Request> requests;
    for (const std::int64_t beams : {1, 2}) {
      for (const char* stop : {"zz", "bc", "d", "ab", "<eos>"}) {
        for (const std::int64_t most : {1, 2, 4, 9}) {
          Generate body{.prompt = "1", .until = {stop}, .max_tokens = most};
          body.sampling.num_beams = beams;
          requests.push_back(generate(body));
        }
      }
    }
    return run(model, requests, {}, &tokenizer).answers;
  };
  const auto at_once = answered(FakeTokenizer());
  const auto late = answered(FakeTokenizer({.holds_back = true}));
  REQUIRE(at_once.done.size() == 40);
  for (std::size_t i = 0; i < 40; ++i) {
    CAPTURE(i);
    CHECK(late.text(i).text == at_once.text(i).text);
    CHECK(late.text(i).stop == at_once.text(i).stop);
  }
  CHECK(at_once.text(3).text == "abcd");
}

TEST_CASE("Streamed pieces make up the text and hold back what may become a stop string") {
  FakeModel model;
  const FakeTokenizer tokenizer;
  model.follows = {{'1', 0xC3}, {0xC3, 0xA9}, {0xA9, 'n'}, {'n', 'd'}, {'d', 259}, {'2', 'q'}, {'q', 'n'}};
  const auto [answers, facts] = run(model,
                                    {generate({.prompt = "1", .until = {"no"}, .max_tokens = 9}),
                                     generate({.prompt = "2", .until = {"nd"}, .max_tokens = 9})},
                                    {}, &tokenizer);
  CHECK(answers.streamed.at(0) == std::vector<std::string>{"\xC3\xA9", "nd"});
  CHECK(answers.text(0).text == "\xC3\xA9nd");
  CHECK(answers.streamed.at(1) == std::vector<std::string>{"q"});
  CHECK(answers.text(1).text == "q");
}

TEST_CASE("Logits that are not finite fail the requests that need them, and no other") {
  FakeModel model;
  model.broken_after = 7;
  const auto [answers, facts] =
      run(model, {ids_request({1, 7, 3}, 1), ids_request({1, 7, 3}, 3), ids_request({1, 2}, 1),
                  generate({.prompt = Ids{7}, .max_tokens = 2}),
                  generate({.prompt = Ids{7}, .max_tokens = 2, .sampling = {.do_sample = true}}),
                  generate({.prompt = Ids{8}, .max_tokens = 2})});
  CHECK(answers.failure(0).starts_with("the model gave a logit that is not finite"));
  CHECK(answers.scores(1).ids.empty());
  CHECK(answers.scores(2).ids.size() == 1);
  CHECK(answers.failure(3).starts_with("the model gave a logit that is not finite"));
  CHECK(answers.failure(4).starts_with("the model gave a logit that is not finite"));
  CHECK(answers.text(5).ids.size() == 2);
}

TEST_CASE("A request that can't be answered says why while the others are") {
  FakeModel model(16);
  const FakeTokenizer tokenizer;
  const auto [answers, facts] = run(model,
                                    {ask(LogLikelihood{"a", ""}), ask(LogLikelihood{"0123456789abcdefg", "x"}),
                                     generate({.prompt = "a", .max_tokens = 16})},
                                    {}, &tokenizer);
  CHECK(answers.failure(0) == "the continuation is empty: there is nothing to score");
  CHECK(answers.scores(1).truncated_tokens == 0);  // "ab" is one token, so 16 are read
  CHECK(answers.failure(2).starts_with("max_tokens is 16"));
  const auto without = run(model, {generate({.prompt = Ids{1}, .until = {"x"}, .max_tokens = 2})});
  CHECK(without.answers.failure(0).starts_with("stop strings need the model's tokenizer"));
}

TEST_CASE("Truncated prompts are counted") {
  FakeModel model(16);
  const auto [answers, facts] = run(
      model, {ids_request(Ids(30, 1), 29), ids_request(Ids(17, 1), 16),
              generate({.prompt = Ids(16, 2), .max_tokens = 4}), generate({.prompt = Ids(12, 2), .max_tokens = 4})});
  CHECK(facts.truncated_prompts == 2);
  CHECK(answers.scores(0).truncated_tokens == 13);
  CHECK(answers.scores(0).context_tokens == 16);
  CHECK(answers.text(2).truncated_tokens == 4);
  CHECK(answers.text(2).context_tokens == 12);
}

TEST_CASE("A rolling score joins its windows") {
  FakeModel model(4);
  const FakeTokenizer tokenizer;
  const auto [answers, facts] =
      run(model, {ask(RollingLogLikelihood{"0123456789"}), ask(RollingLogLikelihood{""})}, {}, &tokenizer);
  const auto& scores = answers.scores(0);
  CHECK(scores.ids == Ids{'0', '1', '2', '3', '4', '5', '6', '7', '8', '9'});
  CHECK(scores.logprobs[0] == FakeModel::answer(model.logits({258}), '0').target_logprob);
  CHECK(scores.logprobs[4] == FakeModel::answer(model.logits({'3'}), '4').target_logprob);
  CHECK(scores.logprobs[9] == FakeModel::answer(model.logits({'5', '6', '7', '8'}), '9').target_logprob);
  CHECK(answers.scores(1).ids.empty());
}

TEST_CASE("A sink that asks to stop ends the run between batches") {
  FakeModel model;
  Answers answers;
  answers.stop_after = 1;
  RunFacts facts;
  std::vector<Request> requests;
  for (TokenId id = 0; id < 50; ++id) {
    requests.push_back(ids_request({id, 1, 2}, 1));
  }
  make_local_engine(model, nullptr, {.batch_tokens = 8})->run(requests, answers, facts);
  CHECK(answers.done.size() >= 1);
  CHECK(answers.done.size() < 10);
  CHECK(model.bytes_in_use() == 0);
}

TEST_CASE("Slots are refilled as generations end") {
  FakeModel model(256);
  std::vector<Request> requests;
  for (TokenId i = 0; i < 40; ++i) {
    requests.push_back(generate({.prompt = Ids{i, i}, .max_tokens = i % 4 == 0 ? 40 : 4}, i));
  }
  run(model, requests, {.batch_sequences = 8});
  // 10 x 39 + 30 x 3 decoding rows and 40 prompts on 8 slots; without refilling it would be 5 x 39 batches.
  CHECK(model.batches < 110);
}
