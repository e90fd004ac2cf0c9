#include "sampling/options.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "base/error.h"
#include "base/suggest.h"
#include "sampling/sampling.h"
#include "sampling/steps.h"

namespace coldread {
namespace {

/// The order of options in keys of stored answers and in reports. Keys are digests of these bytes: an option that is
/// not here comes after these, and stands in a key where it is on alone.
constexpr std::array<std::string_view, 17> kWritten{"do_sample",
                                                    "temperature",
                                                    "top_k",
                                                    "top_p",
                                                    "min_p",
                                                    "typical_p",
                                                    "epsilon_cutoff",
                                                    "eta_cutoff",
                                                    "repetition_penalty",
                                                    "frequency_penalty",
                                                    "presence_penalty",
                                                    "length_penalty",
                                                    "no_repeat_ngram_size",
                                                    "num_beams",
                                                    "logit_bias",
                                                    "order",
                                                    "seed"};

std::size_t written_place(const SamplingOption& option) {
  return static_cast<std::size_t>(std::ranges::find(kWritten, option.name) - kWritten.begin());
}

/// Options that belong to no step.
std::vector<SamplingOption> own_options() {
  return {
      {.name = "num_beams",
       .member = &SamplingSettings::num_beams,
       .possible = [](double beams) { return beams >= 1 && beams <= 64; },
       .range = "1 (off) to 64"},
      {.name = "length_penalty",
       .member = &SamplingSettings::length_penalty,
       .possible = [](double penalty) { return std::isfinite(penalty); },
       .range = "a finite number"},
      {.name = "do_sample", .member = &SamplingSettings::do_sample, .use = SamplingUse::draw},
      {.name = "seed", .member = &SamplingSettings::seed, .use = SamplingUse::draw},
      {.name = "order", .member = &SamplingSettings::order, .use = SamplingUse::draw},
  };
}

std::vector<SamplingOption> all_options() {
  std::vector<SamplingOption> options;
  const auto add = [&](std::span<const sampling::Step> steps, SamplingUse use) {
    for (const sampling::Step& step : steps) {
      for (SamplingOption option : step.options) {
        option.use = use;
        options.push_back(option);
      }
    }
  };
  add(sampling::samplers(), SamplingUse::shape);
  add(sampling::processors(), SamplingUse::penalty);
  // Numbers come before what is told token by token.
  std::ranges::stable_partition(options, [](const SamplingOption& option) {
    return !std::holds_alternative<TokenBiases SamplingSettings::*>(option.member);
  });
  for (const SamplingOption& option : own_options()) options.push_back(option);
  return options;
}

const std::vector<SamplingOption>& options_as_written() {
  static const std::vector<SamplingOption> options = [] {
    std::vector<SamplingOption> all = all_options();
    std::ranges::stable_sort(all, {}, written_place);
    return all;
  }();
  return options;
}

}  // namespace

std::span<const SamplingOption> sampling_options() {
  static const std::vector<SamplingOption> options = all_options();
  return options;
}

const std::vector<std::string>& sampling_option_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const SamplingOption& option : sampling_options()) all.emplace_back(option.name);
    return all;
  }();
  return names;
}

SamplingSettings sampling_settings(const Dict& options) {
  SamplingSettings settings;
  bool asks = false;
  for (const auto& [name, value] : options) {
    const auto option = std::ranges::find(sampling_options(), name, &SamplingOption::name);
    if (option == sampling_options().end()) {
      throw Error(ErrorCode::usage,
                  "unknown sampling option '" + name + "'" + did_you_mean(name, sampling_option_names()));
    }
    set_value(*option, value, settings);
    const bool is_greedy = name == "temperature" && settings.temperature == 0;
    asks = asks || (option->use == SamplingUse::shape && !is_greedy);
  }
  if (!options.contains("do_sample")) settings.do_sample = asks;
  if (settings.temperature == 0) {
    settings.do_sample = false;
    settings.temperature = 1.0;
  }
  check(settings);
  return settings;
}

Dict to_options(const SamplingSettings& settings) {
  Dict options;
  for (const SamplingOption& option : options_as_written())
    options.set(std::string(option.name), value_of(option, settings));
  return options;
}

Dict changed_options(const SamplingSettings& settings, const SamplingSettings& base) {
  Dict options;
  for (const SamplingOption& option : options_as_written()) {
    Value value = value_of(option, settings);
    if (!(value == value_of(option, base))) options.set(std::string(option.name), std::move(value));
  }
  return options;
}

Dict key_options(const SamplingSettings& settings) {
  Dict options;
  for (const SamplingOption& option : options_as_written()) {
    const bool heeded = settings.do_sample || option.use == SamplingUse::penalty;
    const bool always = written_place(option) < kWritten.size();
    if (heeded && (always || !is_off(option, settings))) {
      options.set(std::string(option.name), value_of(option, settings));
    }
  }
  return options;
}

}  // namespace coldread
