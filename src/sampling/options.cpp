#include "sampling/options.h"

#include <cmath>

#include "base/error.h"
#include "base/suggest.h"
#include "sampling/sampling.h"

namespace coldread {
namespace {

[[noreturn]] void wrong_kind(const std::string& name, const char* wanted, const Value& value) {
  throw Error(ErrorCode::usage, name + " must be " + wanted + ", not a " + std::string(kind_name(value.kind())));
}

double number(const std::string& name, const Value& value) {
  if (!value.is_number()) wrong_kind(name, "a number", value);
  return value.as_number();
}

std::int64_t integer(const std::string& name, const Value& value) {
  if (value.is_real() && value.as_real() == std::floor(value.as_real()) && std::abs(value.as_real()) < 1e15) {
    return static_cast<std::int64_t>(value.as_real());
  }
  if (!value.is_int()) wrong_kind(name, "an integer", value);
  return value.as_int();
}

}  // namespace

const std::vector<std::string>& sampling_option_names() {
  static const std::vector<std::string> names = {"temperature",        "top_k",     "top_p", "min_p", "typical_p",
                                                 "repetition_penalty", "do_sample", "seed",  "order"};
  return names;
}

SamplingSettings sampling_settings(const Dict& options) {
  SamplingSettings settings;
  bool asks = false;
  bool greedy = false;
  const Value* do_sample = nullptr;
  for (const auto& [name, value] : options) {
    if (name == "temperature") {
      settings.temperature = number(name, value);
      greedy = settings.temperature == 0.0;
      asks = asks || !greedy;
    } else if (name == "top_k") {
      settings.top_k = integer(name, value);
      asks = true;
    } else if (name == "top_p") {
      settings.top_p = number(name, value);
      asks = true;
    } else if (name == "min_p") {
      settings.min_p = number(name, value);
      asks = true;
    } else if (name == "typical_p") {
      settings.typical_p = number(name, value);
      asks = true;
    } else if (name == "repetition_penalty") {
      settings.repetition_penalty = number(name, value);
    } else if (name == "do_sample") {
      if (!value.is_bool()) wrong_kind(name, "true or false", value);
      do_sample = &value;
    } else if (name == "seed") {
      const std::int64_t seed = integer(name, value);
      if (seed < 0) throw Error(ErrorCode::usage, "seed must be 0 or more, not " + std::to_string(seed));
      settings.seed = static_cast<std::uint64_t>(seed);
    } else if (name == "order") {
      if (!value.is_string() || (value.as_string() != "hf" && value.as_string() != "openai-gpt2")) {
        throw Error(ErrorCode::usage, "order must be 'hf' or 'openai-gpt2'");
      }
      settings.order = value.as_string() == "hf" ? SamplingOrder::hf : SamplingOrder::openai_gpt2;
    } else {
      throw Error(ErrorCode::usage,
                  "unknown sampling option '" + name + "'" + did_you_mean(name, sampling_option_names()));
    }
  }
  settings.do_sample = !greedy && (do_sample != nullptr ? do_sample->as_bool() : asks);
  if (greedy) settings.temperature = 1.0;
  check(settings);
  return settings;
}

Dict to_options(const SamplingSettings& settings) {
  Dict options;
  options.set("do_sample", settings.do_sample);
  options.set("temperature", settings.temperature);
  options.set("top_k", settings.top_k);
  options.set("top_p", settings.top_p);
  options.set("min_p", settings.min_p);
  options.set("typical_p", settings.typical_p);
  options.set("repetition_penalty", settings.repetition_penalty);
  options.set("order", settings.order == SamplingOrder::hf ? "hf" : "openai-gpt2");
  options.set("seed", static_cast<std::int64_t>(settings.seed));
  return options;
}

}  // namespace coldread
