#include <cmath>
#include <doctest/doctest.h>
#include <fstream>

#include "io/json.h"
#include "sampling/sampling.h"

using namespace coldread;

namespace {

std::vector<double> doubles(const Value& list) {
  std::vector<double> numbers;
  for (const Value& item : list.as_list()) {
    numbers.push_back(item.as_number());
  }
  return numbers;
}

SamplingSettings settings_of(const Value& record) {
  SamplingSettings settings;
  settings.do_sample = true;
  settings.order = record.find("semantics")->as_string() == "hf" ? SamplingOrder::hf : SamplingOrder::openai_gpt2;
  for (const auto& [name, value] : record.find("options")->as_dict()) {
    const double number = value.as_number();
    if (name == "temperature") {
      settings.temperature = number;
    } else if (name == "top_k") {
      settings.top_k = value.as_int();
    } else if (name == "top_p") {
      settings.top_p = number;
    } else if (name == "min_p") {
      settings.min_p = number;
    } else if (name == "typical_p") {
      settings.typical_p = number;
    } else if (name == "repetition_penalty") {
      settings.repetition_penalty = number;
    } else {
      FAIL("unknown option " << name);
    }
  }
  return settings;
}

}  // namespace

TEST_CASE("The distribution equals transformers' and OpenAI's on every reference case") {
  const std::string path = std::string(COLDREAD_SOURCE_DIR) + "/tests/reference/sampler/cases.jsonl";
  std::ifstream file(path);
  REQUIRE(file);
  int cases = 0;
  for (std::string line; std::getline(file, line);) {
    ++cases;
    const Value record = parse_json(line, path);
    CAPTURE(line);
    std::vector<TokenId> previous;
    if (const Value* ids = record.find("prev_ids")) {
      for (const Value& id : ids->as_list()) {
        previous.push_back(static_cast<TokenId>(id.as_int()));
      }
    }
    const auto expected = doubles(*record.find("probs"));
    const auto got = distribution(doubles(*record.find("logits")), settings_of(record), previous);
    REQUIRE(got.size() == expected.size());
    double worst = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
      CAPTURE(i);
      CHECK((got[i] == 0) == (expected[i] == 0));
      worst = std::fmax(worst, std::fabs(got[i] - expected[i]));
    }
    CHECK(worst <= 1e-12);
  }
  CHECK(cases == 100);
}
