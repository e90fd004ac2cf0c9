#include "engine/prompt.h"

#include <doctest/doctest.h>

#include "engine/fakes.h"

using namespace coldread;
using Ids = std::vector<TokenId>;

namespace {

/// Byte ids of the text.
Ids bytes(std::string_view text) {
  return {text.begin(), text.end()};
}

Request request(decltype(Request::body) body) {
  return {.key = {.task = "t"}, .body = std::move(body)};
}

struct Encoding {
  FakeTokenizer tokenizer{};
  std::int64_t context = 64;

  EncodedRequest encode(decltype(Request::body) body) {
    return PromptEncoder(&tokenizer, context, 300).encode(request(std::move(body)));
  }
  SplitTokens split(std::string_view context_text, std::string_view continuation) {
    return std::get<SplitTokens>(PromptEncoder(&tokenizer, context, 300).split(context_text, continuation));
  }
  ScoredWindows windows(decltype(Request::body) body) { return std::get<ScoredWindows>(encode(std::move(body))); }
  PromptIds prompt(Generate body) { return std::get<PromptIds>(encode(std::move(body))); }
  std::string failure(decltype(Request::body) body) {
    return std::get<RequestFailure>(encode(std::move(body))).message;
  }
};

}  // namespace

TEST_CASE("White space at the end of the context moves to the continuation, Unicode's included") {
  Encoding e;
  auto tokens = e.split("x \n", "w");
  CHECK(tokens.context == bytes("x"));
  CHECK(tokens.continuation == bytes(" \nw"));
  tokens = e.split("x ", "w");
  CHECK(tokens.continuation == Ids{257});  // " w", one token across the border
  tokens = e.split("x\xC2\xA0", "y");      // no-break space
  CHECK(tokens.context == bytes("x"));
  CHECK(tokens.continuation.size() == 3);
}

TEST_CASE("The continuation is what follows the number of tokens of the context alone") {
  Encoding e;
  // "a" + "bc" is encoded as "ab" "c": one context token is skipped, and the model still reads "a".
  const auto tokens = e.split("a", "bc");
  CHECK(tokens.context == bytes("a"));
  CHECK(tokens.continuation == bytes("c"));
  const auto windows = e.windows(LogLikelihood{"a", "bc"});
  REQUIRE(windows.size() == 1);
  CHECK(windows[0].ids == Ids{'a', 'c'});
  CHECK(windows[0].from == 1);
}

TEST_CASE("A continuation without a token of its own is a failure that says so") {
  Encoding e;
  CHECK(e.failure(LogLikelihood{"a", "b"}).starts_with("the continuation has no token of its own"));
  CHECK(e.failure(LogLikelihood{"a", ""}).starts_with("the continuation is empty"));
  CHECK(e.failure(LogLikelihood{"", ""}).starts_with("the continuation is empty"));
}

TEST_CASE("An empty context is the prefix token, BOS before EOS, and is not doubled") {
  Encoding e;
  CHECK(e.split("", "hi").context == Ids{258});
  CHECK(e.split("", "<bos>hi").context == Ids{258});
  CHECK(e.split("", "<bos>hi").continuation == bytes("hi"));
  CHECK(e.split(" ", "hi").context == Ids{258});
  CHECK(e.split(" ", "hi").continuation == bytes(" hi"));
  e.tokenizer = FakeTokenizer({.special = {.bos = std::nullopt, .eos = 259, .pad = std::nullopt}});
  CHECK(e.split("", "hi").context == Ids{259});
  e.tokenizer = FakeTokenizer({.special = {}});
  CHECK(e.failure(LogLikelihood{"", "hi"}).starts_with("the context is empty and the tokenizer has neither"));
}

TEST_CASE("A tokenizer that adds BOS puts it before every text but one that has it") {
  Encoding e;
  e.tokenizer = FakeTokenizer({.adds_bos = true});
  CHECK(e.split("x", "y").context == Ids{258, 'x'});
  CHECK(e.split("x", "y").continuation == Ids{'y'});
  CHECK(e.split("<bos>x", "y").context == Ids{258, 'x'});
  CHECK(e.split("", "y").continuation == Ids{'y'});
  CHECK(e.prompt({.prompt = "x", .max_tokens = 1}).ids == Ids{258, 'x'});
}

TEST_CASE("A long context is cut at the left so that all but the last token fit") {
  Encoding e{.context = 4};
  const auto windows = e.windows(LogLikelihood{"012345", "xy"});
  CHECK(windows[0].ids == bytes("345xy"));
  CHECK(windows[0].from == 3);
  CHECK(windows[0].truncated == 3);
  CHECK(e.windows(LogLikelihood{"012", "wxyz"})[0].ids == bytes("2wxyz"));
  CHECK(e.failure(LogLikelihood{"0", "vwxyz"}) == "5 tokens are to be scored, but the model's context holds 4");
}

TEST_CASE("Scored ids are taken as they are, and checked") {
  Encoding e{.context = 4};
  CHECK(e.windows(LogLikelihoodOfIds{{1, 2, 3}, 2})[0].from == 2);
  CHECK(e.windows(LogLikelihoodOfIds{{1, 2, 3, 4, 5, 6}, 5})[0].truncated == 1);
  CHECK(e.windows(LogLikelihoodOfIds{{1, 2}, 2})[0].from == 2);
  CHECK(e.failure(LogLikelihoodOfIds{{1, 2}, 0}).starts_with("scoring from id 0 of 2"));
  CHECK(e.failure(LogLikelihoodOfIds{{1, 2}, 3}).starts_with("scoring from id 3 of 2"));
  CHECK(e.failure(LogLikelihoodOfIds{{}, 1}).starts_with("scoring from id 1 of 0"));
  CHECK(e.failure(LogLikelihoodOfIds{{1, 300}, 1}) == "token id 300 is outside the vocabulary of 300");
  CHECK(e.failure(LogLikelihoodOfIds{{-1, 3}, 1}) == "token id -1 is outside the vocabulary of 300");
}

TEST_CASE("Rolling windows score every token once, the last after a full window") {
  Encoding e{.context = 4};
  const auto windows = e.windows(RollingLogLikelihood{"0123456789"});
  REQUIRE(windows.size() == 3);
  CHECK(windows[0].ids == Ids{258, '0', '1', '2', '3'});
  CHECK(windows[0].from == 1);
  CHECK(windows[1].ids == bytes("34567"));
  CHECK(windows[1].from == 1);
  CHECK(windows[2].ids == bytes("56789"));
  CHECK(windows[2].from == 3);
  CHECK(e.windows(RollingLogLikelihood{"01"}).at(0).ids == Ids{258, '0', '1'});
  CHECK(e.windows(RollingLogLikelihood{""}).empty());
}

TEST_CASE("BOS stands once before a rolling text, as context, and is not scored") {
  Encoding e{.context = 4};
  e.tokenizer = FakeTokenizer({.adds_bos = true});
  const auto windows = e.windows(RollingLogLikelihood{"01234"});
  REQUIRE(windows.size() == 2);
  CHECK(windows[0].ids == Ids{258, '0', '1', '2', '3'});
  CHECK(windows[0].from == 1);
  CHECK(windows[1].ids == bytes("01234"));
  CHECK(windows[1].from == 4);
  CHECK(e.windows(RollingLogLikelihood{"<bos>01"}).at(0).ids == Ids{258, '0', '1'});
  CHECK(e.windows(RollingLogLikelihood{""}).empty());
  CHECK(e.windows(RollingLogLikelihood{"<bos>"}).empty());
}

TEST_CASE("lm-evaluation-harness 0.4.13 scores the BOS that its tokenizer adds, where that is asked for") {
  Encoding e{.context = 4};
  e.tokenizer = FakeTokenizer({.adds_bos = true});
  const auto windows = e.windows(RollingLogLikelihood{.text = "0123", .scores_bos = true});
  REQUIRE(windows.size() == 2);
  CHECK(windows[0].ids == Ids{258, 258, '0', '1', '2'});
  CHECK(windows[0].from == 1);
  CHECK(windows[1].ids == Ids{258, '0', '1', '2', '3'});  // as long a window, of which the last is scored
  CHECK(windows[1].from == 4);
  e.tokenizer = FakeTokenizer();
  CHECK(e.windows(RollingLogLikelihood{.text = "01", .scores_bos = true}).at(0).ids == Ids{258, '0', '1'});
}

TEST_CASE("A prompt leaves room for what is generated") {
  Encoding e{.context = 8};
  auto prompt = e.prompt({.prompt = "0123456789", .max_tokens = 3});
  CHECK(prompt.ids == bytes("56789"));
  CHECK(prompt.truncated == 5);
  CHECK(e.prompt({.prompt = "0123", .max_tokens = 3}).truncated == 0);
  CHECK(e.prompt({.prompt = "", .max_tokens = 3}).ids == Ids{258});
  CHECK(e.prompt({.prompt = Ids{5, 6}, .max_tokens = 3}).ids == Ids{5, 6});
  CHECK(e.failure(Generate{.prompt = "0", .max_tokens = 8}) ==
        "max_tokens is 8, but must be 0 to 7: the model's context of 8 tokens holds the prompt too");
  CHECK(e.failure(Generate{.prompt = "0", .max_tokens = -1}).starts_with("max_tokens is -1"));
  CHECK(e.failure(Generate{.prompt = Ids{}, .max_tokens = 1}) == "the prompt holds no token id");
}

TEST_CASE("Text without a tokenizer is a failure, ids are not") {
  PromptEncoder encoder(nullptr, 8, 300);
  CHECK(std::holds_alternative<RequestFailure>(encoder.encode(request(LogLikelihood{"a", "b"}))));
  CHECK(std::holds_alternative<RequestFailure>(encoder.encode(request(RollingLogLikelihood{"a"}))));
  CHECK(std::holds_alternative<RequestFailure>(encoder.encode(request(Generate{.prompt = "a", .max_tokens = 1}))));
  CHECK(std::holds_alternative<ScoredWindows>(encoder.encode(request(LogLikelihoodOfIds{{1, 2}, 1}))));
}
