#include "sampling/options.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>
#include <string>

#include "base/error.h"
#include "io/json.h"
#include "sampling/sampling.h"
#include "sampling/steps.h"

using namespace coldread;

namespace {

SamplingSettings settings_of(const char* json) {
  return sampling_settings(parse_json(json, "options").as_dict());
}

}  // namespace

TEST_CASE("every setting of a step has an option of its name, which no other has") {
  const std::set<std::string> settings{
#define SETTING(type, name, off) #name,
#define PROCESSOR(step, settings) settings
#define SAMPLER(step, settings) settings
#include "api/samplers.inc"
#undef SAMPLER
#undef PROCESSOR
#undef SETTING
  };
  std::set<std::string> of_steps;
  for (const auto& steps : {sampling::processors(), sampling::samplers()}) {
    for (const sampling::Step& step : steps) {
      CHECK((step.apply != nullptr));
      for (const SamplingOption& option : step.options) of_steps.emplace(option.name);
    }
  }
  CHECK(of_steps == settings);
  const auto& names = sampling_option_names();
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK(std::count(names.begin(), names.end(), name) == 1);
  }
}

TEST_CASE("every option is off by default, has a range in words where it has one, and reads back what it writes") {
  for (const SamplingOption& option : sampling_options()) {
    CAPTURE(option.name);
    const SamplingSettings defaults;
    CHECK(is_off(option, defaults));
    CHECK_NOTHROW(check(option, defaults));
    CHECK((option.possible == nullptr) == option.range.empty());
    SamplingSettings read;
    set_value(option, value_of(option, defaults), read);
    CHECK(read == defaults);
    CHECK_THROWS_AS(set_value(option, List{}, read), Error);
  }
}

TEST_CASE("every option is listed once in what is written") {
  const Dict written = to_options({});
  CHECK(written.size() == sampling_option_names().size());
  for (const std::string& name : sampling_option_names()) CHECK(written.contains(name));
}

TEST_CASE("options that shape a distribution ask for a draw, the others do not") {
  for (const SamplingOption& option : sampling_options()) {
    CAPTURE(option.name);
    Dict options;
    options.set(std::string(option.name), value_of(option, {.do_sample = true}));
    const bool draws = option.use == SamplingUse::shape || option.name == "do_sample";
    CHECK(sampling_settings(options).do_sample == draws);
  }
  CHECK_FALSE(settings_of(R"({"temperature": 0})").do_sample);
}

TEST_CASE("the keys of stored answers hold the same bytes from version to version") {
  CHECK(to_json(key_options({})) ==
        R"({"repetition_penalty": 1.0, "frequency_penalty": 0.0, "presence_penalty": 0.0, "length_penalty": 1.0, )"
        R"("no_repeat_ngram_size": 0, "num_beams": 1, "logit_bias": {}})");
  const SamplingSettings drawn = settings_of(R"({"top_k": 40, "min_p": 0.1, "logit_bias": {"7": 2}, "seed": 5})");
  CHECK(to_json(key_options(drawn)) ==
        R"({"do_sample": true, "temperature": 1.0, "top_k": 40, "top_p": 1.0, "min_p": 0.1, "typical_p": 1.0, )"
        R"("epsilon_cutoff": 0.0, "eta_cutoff": 0.0, "repetition_penalty": 1.0, "frequency_penalty": 0.0, )"
        R"("presence_penalty": 0.0, "length_penalty": 1.0, "no_repeat_ngram_size": 0, "num_beams": 1, )"
        R"("logit_bias": {"7": 2.0}, "order": "hf", "seed": 5})");
}

TEST_CASE("what differs from other settings is written alone") {
  const SamplingSettings settings = settings_of(R"({"top_p": 0.9, "repetition_penalty": 1.2, "seed": 3})");
  CHECK(to_json(changed_options(settings, {.do_sample = true, .seed = 3})) ==
        R"({"top_p": 0.9, "repetition_penalty": 1.2})");
  CHECK(changed_options(settings, settings).empty());
}
