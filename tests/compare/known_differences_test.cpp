#include "compare/known_differences.h"

#include <doctest/doctest.h>
#include <string>

#include "io/json.h"

using namespace coldread;

namespace {

/// What is known of the first divergence of two lines of samples.
std::string known(const std::string& ours, const std::string& theirs, const DivergenceContext& context = {}) {
  const List a{parse_json(ours, "ours")};
  const List b{parse_json(theirs, "theirs")};
  const SampleComparison result = first_divergences(a, b, "theirs", {}, context);
  REQUIRE(result.divergences.size() == 1);
  return result.divergences.front().known;
}

std::string rolling(const std::string& logprob) {
  return R"({"doc_id":0,"arguments":{"gen_args_0":{"arg_0":"text"}},"resps":[[")" + logprob +
         R"("]],"filtered_resps":[")" + logprob + R"("],"filter":"none","metrics":[]})";
}

std::string generated(const std::string& until, const std::string& text) {
  return R"({"doc_id":0,"arguments":{"gen_args_0":{"arg_0":"Q","arg_1":{"until":)" + until + R"(}}},"resps":[[")" +
         text + R"("]],"filtered_resps":[")" + text + R"("],"filter":"none","metrics":[]})";
}

std::string of_document(const std::string& document) {
  return R"({"doc_id":0,"doc":)" + document +
         R"(,"arguments":{"gen_args_0":{"arg_0":"Q","arg_1":"A"}},"resps":[[["-1","True"]]],"metrics":[]})";
}

const DivergenceContext kAddsBos{.adds_bos = true, .compat = Compat::none};
const DivergenceContext kCompat{.adds_bos = true, .compat = Compat::lm_eval_0_4_13};

}  // namespace

TEST_CASE("a rolling log-likelihood differs by the BOS that is scored, where a tokenizer adds one") {
  CHECK(known(rolling("-45.5"), rolling("-66.5"), kAddsBos).find("the BOS that the tokenizer adds") == 0);
  CHECK(known(rolling("-45.5"), rolling("-66.5"), kAddsBos).find("--compat lm-eval-0.4.13") != std::string::npos);
  CHECK(known(rolling("-45.5"), rolling("-66.5")).empty());
  CHECK(known(rolling("-45.5"), rolling("-66.5"), kCompat).empty());
}

TEST_CASE("a document without a gold answer among its choices fails here alone") {
  const std::string arguments = R"("arguments":{"gen_args_0":{"arg_0":"Q","arg_1":"A"}},"resps":[[["-1","True"]]])";
  const std::string theirs = R"({"doc_id":0,)" + arguments + R"(,"metrics":["acc"],"acc":0.0})";
  const auto ours = [&](const std::string& failure) {
    return R"({"doc_id":0,)" + arguments + R"(,"metrics":[],"coldread":{"failure":")" + failure + R"("}})";
  };
  CHECK(known(ours("gold answer 7 is out of range: there are 4 choices"), theirs).find("scores 0") !=
        std::string::npos);
  CHECK(known(ours("there is no gold answer"), theirs).find("scores 0") != std::string::npos);
  CHECK(known(ours("the target is null, as is the column 'a'"), theirs).find("scores 0") != std::string::npos);
  CHECK(known(ours("the continuation is empty"), theirs).empty());
}

TEST_CASE("an empty stop string is theirs alone") {
  CHECK(known(generated(R"(["x"])", "ab"), generated(R"(["x",""])", "a")).find("an empty stop string") == 0);
  CHECK(known(generated("[]", "ab"), generated(R"("")", "a")).find("an empty stop string") == 0);
  CHECK(known(generated(R"(["x"])", "ab"), generated(R"(["y"])", "a")).empty());
}

TEST_CASE("a date that became a datetime is told from another value") {
  CHECK(known(of_document(R"({"d":"2000-03-04"})"), of_document(R"({"d":"2000-03-04 00:00:00"})"))
            .find("a column of dates") == 0);
  CHECK(known(of_document(R"({"d":"2000-03-04"})"), of_document(R"({"d":"2000-03-05 00:00:00"})")).empty());
}
