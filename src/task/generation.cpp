#include "task/generation.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "api/named_value.h"
#include "base/suggest.h"
#include "sampling/options.h"

namespace coldread {
namespace {

constexpr std::array<const char*, 4> kLengthNames{"max_gen_toks", "max_new_tokens", "max_tokens",
                                                  "max_completion_tokens"};

/// A number, also where it is written as text: YAML 1.1 takes 1e-5 for a string.
std::optional<double> number(const Value& value) {
  if (value.is_number()) return value.as_number();
  if (!value.is_string()) return std::nullopt;
  const std::string& text = value.as_string();
  double parsed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(parsed) : std::nullopt;
}

class Reader {
 public:
  Reader(const Dict& kwargs, const Place& place, Compat compat) : kwargs_(kwargs), place_(place), compat_(compat) {}

  GenerationSettings read() {
    check_names();
    read_until();
    read_length();
    read_sampling();
    return std::move(settings_);
  }

 private:
  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorCode::usage, place_, "generation_kwargs: " + message);
  }

  void check_names() const {
    std::vector<std::string> known{"until"};
    known.insert(known.end(), kLengthNames.begin(), kLengthNames.end());
    const auto& sampling = sampling_option_names();
    known.insert(known.end(), sampling.begin(), sampling.end());
    for (const auto& [name, value] : kwargs_) {
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        fail("unknown key '" + name + "'" + did_you_mean(name, known));
      }
    }
  }

  void read_until() {
    const Value* until = kwargs_.find("until");
    if (until == nullptr || until->is_null()) return;
    for (std::string& stop : NamedValue(*until, "generation_kwargs: until", place_).texts()) {
      if (!stop.empty() || compat_ == Compat::lm_eval_0_4_13) {
        settings_.until.push_back(std::move(stop));
      } else {
        settings_.warnings.push_back(to_string(place_) + "generation_kwargs: an empty string in 'until' has no effect");
      }
    }
  }

  void read_length() {
    std::string taken;
    for (const char* name : kLengthNames) {
      const Value* value = kwargs_.find(name);
      if (value == nullptr || value->is_null()) continue;
      if (!taken.empty()) {
        settings_.warnings.push_back(to_string(place_) + "generation_kwargs: '" + name + "' has no effect beside '" +
                                     taken + "'");
        continue;
      }
      const auto tokens = number(*value);
      if (!tokens || *tokens < 1 || *tokens > 1e9) fail(std::string(name) + " must be a whole number of at least 1");
      settings_.max_tokens = static_cast<std::int64_t>(*tokens);
      taken = name;
    }
  }

  void read_sampling() {
    Dict options;
    for (const std::string& name : sampling_option_names()) {
      const Value* value = kwargs_.find(name);
      if (value != nullptr && !value->is_null()) options.set(name, *value);
    }
    double temperature = 0;
    if (const Value* given = options.find("temperature")) {
      const auto parsed = number(*given);
      if (!parsed) fail("temperature must be a number");
      temperature = *parsed;
      options.set("temperature", temperature);
    }
    if (!options.contains("do_sample")) options.set("do_sample", temperature > 0);
    try {
      settings_.sampling = sampling_settings(options);
    } catch (const Error& error) {
      fail(error.what());
    }
    warn_of_idle(options, temperature);
  }

  void warn_of_idle(const Dict& options, double temperature) {
    const auto no_effect = [&](const std::string& name, const std::string& why) {
      settings_.warnings.push_back(to_string(place_) + "generation_kwargs: '" + name + "' has no effect " + why);
    };
    const bool asked = *options.find("do_sample") == Value(true);
    const SamplingSettings& sampling = settings_.sampling;
    if (asked && !sampling.do_sample) no_effect("do_sample", "with temperature 0, which is greedy");
    if (!asked && temperature > 0) no_effect("temperature", "without do_sample: true");
    for (const SamplingOption& option : sampling_options()) {
      const std::string name(option.name);
      if (option.use != SamplingUse::shape || name == "temperature" || !options.contains(name)) continue;
      if (!sampling.do_sample) no_effect(name, "without do_sample: true");
    }
    if (options.contains("length_penalty") && sampling.num_beams == 1) no_effect("length_penalty", "without num_beams");
  }

  const Dict& kwargs_;
  Place place_;
  Compat compat_;
  GenerationSettings settings_;
};

}  // namespace

GenerationSettings read_generation_settings(const Dict& kwargs, const Place& place, Compat compat) {
  return Reader(kwargs, place, compat).read();
}

}  // namespace coldread
