#include <cmath>
#include <doctest/doctest.h>
#include <fstream>

#include "io/json.h"
#include "sampling/options.h"
#include "sampling/sampling.h"
#include "support/source_dir.h"

using namespace coldread;

namespace {

std::vector<double> doubles(const Value& list) {
  std::vector<double> numbers;
  for (const Value& item : list.as_list()) {
    numbers.push_back(item.as_number());
  }
  return numbers;
}

/// The cases of a file whose distributions are ours to within `tolerance`, the same tokens cut.
int check_cases(const std::string& name, double tolerance) {
  const std::string path = source_dir().string() + "/tests/reference/sampler/" + name;
  std::ifstream file(path);
  REQUIRE(file);
  int cases = 0;
  for (std::string line; std::getline(file, line);) {
    ++cases;
    const Value record = parse_json(line, path);
    CAPTURE(line);
    Dict options = record.find("options")->as_dict();
    options.set("do_sample", true);
    if (const Value* order = record.find("semantics")) options.set("order", *order);
    std::vector<TokenId> previous;
    if (const Value* ids = record.find("prev_ids")) {
      for (const Value& id : ids->as_list()) {
        previous.push_back(static_cast<TokenId>(id.as_int()));
      }
    }
    const auto expected = doubles(*record.find("probs"));
    const auto got = distribution(doubles(*record.find("logits")), sampling_settings(options), {previous});
    REQUIRE(got.size() == expected.size());
    double worst = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
      CAPTURE(i);
      CHECK((got[i] == 0) == (expected[i] == 0));
      worst = std::fmax(worst, std::fabs(got[i] - expected[i]));
    }
    CHECK(worst <= tolerance);
  }
  return cases;
}

}  // namespace

TEST_CASE("The distribution equals transformers' and OpenAI's on every reference case") {
  CHECK(check_cases("cases.jsonl", 1e-12) == 100);
}

TEST_CASE("Bias, n-gram ban, epsilon and eta cuts are transformers' (5.23.0), alone and in its order") {
  CHECK(check_cases("processors.jsonl", 1e-7) == 60);  // transformers keeps eta and biases in float32
}
