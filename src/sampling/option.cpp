#include "sampling/option.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <string>

#include "api/named_value.h"
#include "base/error.h"

namespace coldread {
namespace {

void read(std::string_view name, const Value& value, bool& member) {
  member = NamedValue(value, std::string(name)).boolean();
}

void read(std::string_view name, const Value& value, double& member) {
  member = NamedValue(value, std::string(name)).number();
}

void read(std::string_view name, const Value& value, std::int64_t& member) {
  if (value.is_real() && value.as_real() == std::floor(value.as_real()) && std::abs(value.as_real()) < 1e15) {
    member = static_cast<std::int64_t>(value.as_real());
  } else {
    member = NamedValue(value, std::string(name)).integer();
  }
}

void read(std::string_view name, const Value& value, std::uint64_t& member) {
  std::int64_t number = 0;
  read(name, value, number);
  if (number < 0) throw Error(ErrorCode::usage, fmt::format("{} must be 0 or more, not {}", name, number));
  member = static_cast<std::uint64_t>(number);
}

void read(std::string_view name, const Value& value, SamplingOrder& member) {
  if (!value.is_string() || (value.as_string() != "hf" && value.as_string() != "openai-gpt2")) {
    throw Error(ErrorCode::usage, fmt::format("{} must be 'hf' or 'openai-gpt2'", name));
  }
  member = value.as_string() == "hf" ? SamplingOrder::hf : SamplingOrder::openai_gpt2;
}

/// {"50256": -5.0}: token ids as keys, since keys of JSON and YAML are text.
void read(std::string_view name, const Value& value, TokenBiases& member) {
  if (!value.is_dict()) NamedValue(value, std::string(name)).refuse_kind("a dict of token ids and numbers");
  member.clear();
  for (const auto& [key, given] : value.as_dict()) {
    TokenId id = -1;
    const auto [stop, error] = std::from_chars(key.data(), key.data() + key.size(), id);
    if (error != std::errc{} || stop != key.data() + key.size() || id < 0) {
      throw Error(ErrorCode::usage, fmt::format("{}: '{}' is no token id", name, key));
    }
    double bias = 0;
    read(name, given, bias);
    member.emplace_back(id, bias);
  }
  std::sort(member.begin(), member.end());
}

Value written(bool member) {
  return member;
}
Value written(double member) {
  return member;
}
Value written(std::int64_t member) {
  return member;
}
Value written(std::uint64_t member) {
  return static_cast<std::int64_t>(member);
}
Value written(SamplingOrder member) {
  return member == SamplingOrder::hf ? "hf" : "openai-gpt2";
}
Value written(const TokenBiases& member) {
  Dict biases;
  for (const auto& [id, bias] : member) biases.set(std::to_string(id), bias);
  return biases;
}

void demand(bool possible, std::string_view name, double value, std::string_view range) {
  if (!possible) throw Error(ErrorCode::usage, fmt::format("{} is {}, but must be {}", name, value, range));
}

}  // namespace

Value value_of(const SamplingOption& option, const SamplingSettings& settings) {
  return std::visit([&](auto member) { return written(settings.*member); }, option.member);
}

void set_value(const SamplingOption& option, const Value& value, SamplingSettings& settings) {
  std::visit([&](auto member) { read(option.name, value, settings.*member); }, option.member);
}

void check(const SamplingOption& option, const SamplingSettings& settings) {
  if (option.possible == nullptr) return;
  if (const auto* biases = std::get_if<TokenBiases SamplingSettings::*>(&option.member)) {
    for (const auto& [id, bias] : settings.**biases) {
      demand(id >= 0, fmt::format("a token id of {}", option.name), id, "0 or more");
      demand(option.possible(bias), option.name, bias, option.range);
    }
    return;
  }
  const double number = value_of(option, settings).as_number();
  demand(option.possible(number), option.name, number, option.range);
}

bool is_off(const SamplingOption& option, const SamplingSettings& settings) {
  static const SamplingSettings defaults;
  return std::visit([&](auto member) { return settings.*member == defaults.*member; }, option.member);
}

}  // namespace coldread
