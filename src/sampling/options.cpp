#include "sampling/options.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <string_view>
#include <utility>

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

/// {"50256": -5.0}: token ids as keys, since keys of JSON and YAML are text.
std::vector<std::pair<TokenId, double>> bias_of(const std::string& name, const Value& value) {
  if (!value.is_dict()) wrong_kind(name, "a dict of token ids and numbers", value);
  std::vector<std::pair<TokenId, double>> biases;
  for (const auto& [key, bias] : value.as_dict()) {
    TokenId id = -1;
    const auto [stop, error] = std::from_chars(key.data(), key.data() + key.size(), id);
    if (error != std::errc{} || stop != key.data() + key.size() || id < 0) {
      throw Error(ErrorCode::usage, name + ": '" + key + "' is no token id");
    }
    biases.emplace_back(id, number(name, bias));
  }
  std::sort(biases.begin(), biases.end());
  return biases;
}

SamplingOrder order_of(const Value& value) {
  if (!value.is_string() || (value.as_string() != "hf" && value.as_string() != "openai-gpt2")) {
    throw Error(ErrorCode::usage, "order must be 'hf' or 'openai-gpt2'");
  }
  return value.as_string() == "hf" ? SamplingOrder::hf : SamplingOrder::openai_gpt2;
}

std::uint64_t seed_of(const Value& value) {
  const std::int64_t seed = integer("seed", value);
  if (seed < 0) throw Error(ErrorCode::usage, "seed must be 0 or more, not " + std::to_string(seed));
  return static_cast<std::uint64_t>(seed);
}

/// Options that ask for a distribution to be drawn from, with the member that each sets.
constexpr std::pair<std::string_view, double SamplingSettings::*> kShapes[] = {
    {"temperature", &SamplingSettings::temperature},
    {"top_p", &SamplingSettings::top_p},
    {"min_p", &SamplingSettings::min_p},
    {"typical_p", &SamplingSettings::typical_p},
    {"epsilon_cutoff", &SamplingSettings::epsilon_cutoff},
    {"eta_cutoff", &SamplingSettings::eta_cutoff},
};
/// Options that greedy generation heeds too.
constexpr std::pair<std::string_view, double SamplingSettings::*> kPenalties[] = {
    {"repetition_penalty", &SamplingSettings::repetition_penalty},
    {"frequency_penalty", &SamplingSettings::frequency_penalty},
    {"presence_penalty", &SamplingSettings::presence_penalty},
    {"length_penalty", &SamplingSettings::length_penalty},
};

/// Sets the member of that name; false where the table has none.
template <std::size_t N>
bool set_number(const std::pair<std::string_view, double SamplingSettings::*> (&table)[N], const std::string& name,
                const Value& value, SamplingSettings& settings) {
  const auto* found =
      std::find_if(std::begin(table), std::end(table), [&](const auto& row) { return row.first == name; });
  if (found == std::end(table)) return false;
  settings.*(found->second) = number(name, value);
  return true;
}

}  // namespace

const std::vector<std::string>& sampling_option_names() {
  static const std::vector<std::string> names = {"temperature",
                                                 "top_k",
                                                 "top_p",
                                                 "min_p",
                                                 "typical_p",
                                                 "epsilon_cutoff",
                                                 "eta_cutoff",
                                                 "repetition_penalty",
                                                 "frequency_penalty",
                                                 "presence_penalty",
                                                 "no_repeat_ngram_size",
                                                 "logit_bias",
                                                 "num_beams",
                                                 "length_penalty",
                                                 "do_sample",
                                                 "seed",
                                                 "order"};
  return names;
}

SamplingSettings sampling_settings(const Dict& options) {
  SamplingSettings settings;
  bool asks = false;
  const Value* do_sample = nullptr;
  for (const auto& [name, value] : options) {
    if (set_number(kShapes, name, value, settings)) {
      asks = asks || !(name == "temperature" && settings.temperature == 0);
    } else if (set_number(kPenalties, name, value, settings)) {
      continue;
    } else if (name == "top_k") {
      settings.top_k = integer(name, value);
      asks = true;
    } else if (name == "no_repeat_ngram_size") {
      settings.no_repeat_ngram_size = integer(name, value);
    } else if (name == "num_beams") {
      settings.num_beams = integer(name, value);
    } else if (name == "logit_bias") {
      settings.logit_bias = bias_of(name, value);
    } else if (name == "do_sample") {
      if (!value.is_bool()) wrong_kind(name, "true or false", value);
      do_sample = &value;
    } else if (name == "seed") {
      settings.seed = seed_of(value);
    } else if (name == "order") {
      settings.order = order_of(value);
    } else {
      throw Error(ErrorCode::usage,
                  "unknown sampling option '" + name + "'" + did_you_mean(name, sampling_option_names()));
    }
  }
  const bool greedy = settings.temperature == 0;
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
  options.set("epsilon_cutoff", settings.epsilon_cutoff);
  options.set("eta_cutoff", settings.eta_cutoff);
  for (const auto& [name, value] : penalty_options(settings)) options.set(name, value);
  options.set("order", settings.order == SamplingOrder::hf ? "hf" : "openai-gpt2");
  options.set("seed", static_cast<std::int64_t>(settings.seed));
  return options;
}

Dict penalty_options(const SamplingSettings& settings) {
  Dict options;
  for (const auto& [name, member] : kPenalties) options.set(std::string(name), settings.*member);
  options.set("no_repeat_ngram_size", settings.no_repeat_ngram_size);
  options.set("num_beams", settings.num_beams);
  Dict biases;
  for (const auto& [id, bias] : settings.logit_bias) biases.set(std::to_string(id), bias);
  options.set("logit_bias", std::move(biases));
  return options;
}

}  // namespace coldread
