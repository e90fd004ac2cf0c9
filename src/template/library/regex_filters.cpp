#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "base/error.h"
#include "base/regex.h"
#include "template/library/filters.h"
#include "template/library/parameters.h"
#include "template/values/fault.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

/// Compiled once a thread: a template asks for the same few patterns document after document.
const Regex& compiled(std::string_view pattern) {
  constexpr std::size_t kKept = 64;
  thread_local std::map<std::string, Regex, std::less<>> cache;
  const auto found = cache.find(pattern);
  if (found != cache.end()) return found->second;
  if (cache.size() >= kKept) cache.clear();
  return cache.emplace(std::string(pattern), Regex(pattern)).first->second;
}

/// An upper bound of what the replacement makes of the text: each reference stands for at most the whole match.
void check_growth(Runtime& runtime, const Regex& regex, std::string_view text, std::string_view by, std::size_t count) {
  const std::size_t most = (text.size() + 1) * (by.size() + 1);
  if (most <= runtime.limits().output_bytes) return;
  const auto references = static_cast<std::size_t>(std::count(by.begin(), by.end(), '\\'));
  std::size_t total = text.size();
  for (const RegexMatch& match : regex.find_iter(text, count)) {
    total += by.size() + references * match[0].of(text).size();
    runtime.check_bytes(total);
  }
}

Item regex_replace(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("regex_replace", arguments, {"pattern", "repl", "count"}, 2);
  need_defined(input);
  if (!input.is_text()) fail("regex_replace wants a string, not '" + std::string(type_name(input)) + "'");
  const std::string_view text = input.bytes();
  runtime.spend_characters(text.size() * 4);
  const std::int64_t count = parameters.integer_or(2, 0);
  if (count < 0) return input;
  try {
    const Regex& regex = compiled(parameters.text(0));
    check_growth(runtime, regex, text, parameters.text(1), static_cast<std::size_t>(count));
    return runtime.text(regex.replace(text, parameters.text(1), static_cast<std::size_t>(count)));
  } catch (const Error& error) {
    fail(error.what());
  }
}

constexpr std::array kFilters = {FilterEntry{"regex_replace", regex_replace}};

}  // namespace

std::span<const FilterEntry> regex_filters() {
  return kFilters;
}

}  // namespace coldread::jinja
