#include "task/generation.h"

#include <doctest/doctest.h>
#include <string>

#include "io/json.h"

using namespace coldread;

namespace {

GenerationSettings settings_of(std::string_view json) {
  return read_generation_settings(parse_json(json, "kwargs").as_dict(), {.file = "t.yaml", .line = 3});
}

std::string error_of(std::string_view json) {
  try {
    settings_of(json);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("stop strings are one or several") {
  CHECK(settings_of(R"({"until": "x"})").until == std::vector<std::string>{"x"});
  CHECK(settings_of(R"({"until": ["x", "y"]})").until == std::vector<std::string>{"x", "y"});
  CHECK(settings_of("{}").until.empty());
  const GenerationSettings empty = settings_of(R"({"until": ["", "x"]})");
  CHECK(empty.until == std::vector<std::string>{"x"});
  CHECK(empty.warnings ==
        std::vector<std::string>{"t.yaml:3: generation_kwargs: an empty string in 'until' has no effect"});
  const Value kwargs = parse_json(R"({"until": ["", "x"]})", "kwargs");
  const GenerationSettings followed = read_generation_settings(kwargs.as_dict(), {}, Compat::lm_eval_0_4_13);
  CHECK(followed.until == std::vector<std::string>{"", "x"});
  CHECK(followed.warnings.empty());
}

TEST_CASE("the first of the length's names counts, the others are warned about") {
  CHECK(settings_of("{}").max_tokens == 256);
  CHECK(settings_of(R"({"max_new_tokens": 7})").max_tokens == 7);
  const GenerationSettings both = settings_of(R"({"max_tokens": 9, "max_gen_toks": 5})");
  CHECK(both.max_tokens == 5);
  REQUIRE(both.warnings.size() == 1);
  CHECK(both.warnings[0] == "t.yaml:3: generation_kwargs: 'max_tokens' has no effect beside 'max_gen_toks'");
}

TEST_CASE("sampling is on when asked for or when the temperature is above 0") {
  CHECK(!settings_of("{}").sampling.do_sample);
  CHECK(settings_of(R"({"temperature": 0.7})").sampling.do_sample);
  CHECK(settings_of(R"({"temperature": "1e-1"})").sampling.temperature == 0.1);
  CHECK(!settings_of(R"({"temperature": 0.7, "do_sample": false})").sampling.do_sample);
  const GenerationSettings sampled = settings_of(R"({"do_sample": true, "top_k": 2, "top_p": 0.9})");
  CHECK(sampled.sampling.do_sample);
  CHECK(sampled.sampling.top_k == 2);
  CHECK(sampled.sampling.top_p == 0.9);
}

TEST_CASE("sampling settings without effect are warned about") {
  CHECK(settings_of(R"({"top_k": 2})").warnings ==
        std::vector<std::string>{"t.yaml:3: generation_kwargs: 'top_k' has no effect without do_sample: true"});
  CHECK(settings_of(R"({"do_sample": true, "temperature": 0})").warnings.size() == 1);
  CHECK(settings_of(R"({"do_sample": false, "temperature": 0.7})").warnings ==
        std::vector<std::string>{"t.yaml:3: generation_kwargs: 'temperature' has no effect without do_sample: true"});
  CHECK(settings_of(R"({"length_penalty": 0.5})").warnings ==
        std::vector<std::string>{"t.yaml:3: generation_kwargs: 'length_penalty' has no effect without num_beams"});
  CHECK(settings_of(R"({"num_beams": 3, "length_penalty": 0.5})").warnings.empty());
}

TEST_CASE("beam search is asked for by num_beams") {
  const SamplingSettings sampling = settings_of(R"({"num_beams": 4, "length_penalty": 0.5})").sampling;
  CHECK(sampling.num_beams == 4);
  CHECK(sampling.length_penalty == 0.5);
  CHECK(!sampling.do_sample);
}

TEST_CASE("unknown keys, wrong kinds and impossible settings are errors") {
  CHECK(error_of(R"({"unti": "x"})") == "t.yaml:3: generation_kwargs: unknown key 'unti'; did you mean 'until'?");
  CHECK(error_of(R"({"until": 3})") == "t.yaml:3: generation_kwargs: until must be a string or a list of strings");
  CHECK(error_of(R"({"max_gen_toks": 0})") ==
        "t.yaml:3: generation_kwargs: max_gen_toks must be a whole number of at least 1");
  CHECK(error_of(R"({"num_beams": 0})").starts_with("t.yaml:3: generation_kwargs: num_beams"));
  CHECK(error_of(R"({"num_beams": 2, "do_sample": true})").starts_with("t.yaml:3: generation_kwargs: num_beams"));
  CHECK(error_of(R"({"top_p": 7})").starts_with("t.yaml:3: generation_kwargs: "));
}
