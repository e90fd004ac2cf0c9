#include "task/outcome.h"

#include <array>
#include <doctest/doctest.h>
#include <string>

#include "base/error.h"

using namespace coldread;

namespace {

const std::array<std::string, 3> kChoices{"a", "b", "c"};

std::vector<std::int64_t> gold(const Value& target) {
  return std::get<std::vector<std::int64_t>>(gold_choices(target, kChoices));
}

std::string reason(const Value& target) {
  return std::get<NoGold>(gold_choices(target, kChoices)).reason;
}

}  // namespace

TEST_CASE("where lm-evaluation-harness is followed, a gold answer that is no choice is one that nothing equals") {
  using Gold = std::vector<std::int64_t>;
  const auto followed = [](const Value& target) {
    return std::get<Gold>(gold_choices(target, kChoices, Compat::lm_eval_0_4_13));
  };
  CHECK(followed(99) == Gold{kNoChoice});
  CHECK(followed("none of them") == Gold{kNoChoice});
  CHECK(followed(nullptr) == Gold{kNoChoice});
  CHECK(followed(List{0, 99}) == Gold{0, kNoChoice});
  CHECK(followed(0) == Gold{0});
}

TEST_CASE("the gold answer is an index, a choice's text or a list of these") {
  CHECK(gold(2) == std::vector<std::int64_t>{2});
  CHECK(gold(true) == std::vector<std::int64_t>{1});
  CHECK(gold("b") == std::vector<std::int64_t>{1});
  CHECK(gold(List{0, "c"}) == std::vector<std::int64_t>{0, 2});
}

TEST_CASE("a gold answer that is no choice says so") {
  CHECK(reason(3) == "gold answer 3 is out of range: there are 3 choices");
  CHECK(reason(-1) == "gold answer -1 is out of range: there are 3 choices");
  CHECK(reason("d") == "gold answer 'd' is none of the choices");
  CHECK(reason(nullptr) == "gold answer is None, no choice");
  CHECK(reason(List{}) == "there is no gold answer");
  CHECK(reason(List{1, 9}) == "gold answer 9 is out of range: there are 3 choices");
}

TEST_CASE("the second half of a choice's answers is unconditional where asked for") {
  const Expected expected{.references = {}, .choices = {"a", "b"}, .gold = {0}, .text = ""};
  const std::array<Value, 4> filtered{List{-1.0, true}, List{-2.0, false}, List{-3.0, false}, List{-4.0, false}};
  const auto outcome = std::get<ChoiceOutcome>(make_outcome("multiple_choice", expected, filtered, true));
  CHECK(outcome.logprobs == std::vector<double>{-1, -2});
  CHECK(outcome.unconditional_logprobs == std::vector<double>{-3, -4});
  CHECK(outcome.is_greedy == std::vector<bool>{true, false});
}

TEST_CASE("each output type makes its own outcome") {
  const Expected expected{.references = {"r"}, .choices = {}, .gold = {}, .text = "words"};
  const std::array<Value, 1> scored{List{-1.5, true}};
  const auto likelihood = std::get<LikelihoodOutcome>(make_outcome("loglikelihood", expected, scored, false));
  CHECK(likelihood.logprob == -1.5);
  CHECK(likelihood.is_greedy);
  const std::array<Value, 1> rolling{-7.0};
  CHECK(std::get<RollingOutcome>(make_outcome("loglikelihood_rolling", expected, rolling, false)).text == "words");
  const std::array<Value, 1> text{"out"};
  CHECK(std::get<TextOutcome>(make_outcome("generate_until", expected, text, false)).prediction == "out");
  CHECK_THROWS_AS(make_outcome("loglikelihood", expected, text, false), Error);
}
