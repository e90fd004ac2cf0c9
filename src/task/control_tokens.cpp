#include "task/control_tokens.h"

#include <algorithm>
#include <iterator>

namespace coldread {
namespace {

/// All strings of a value, a line break between: no token spans two of them.
void gather(const Value& value, std::string& text) {
  if (value.is_string()) {
    text += value.as_string();
    text += '\n';
  } else if (value.is_list()) {
    for (const Value& item : value.as_list()) gather(item, text);
  } else if (value.is_dict()) {
    for (const auto& [key, item] : value.as_dict()) gather(item, text);
  }
}

std::string first_characters(std::span<const std::string> tokens) {
  std::string firsts;
  for (const std::string& token : tokens) {
    if (!token.empty() && firsts.find(token.front()) == std::string::npos) firsts += token.front();
  }
  return firsts;
}

}  // namespace

std::vector<std::string> tokens_in(std::span<const std::string> tokens, std::string_view text) {
  // Nearly all of them begin with the same character, which most texts lack.
  const std::size_t start = text.find_first_of(first_characters(tokens));
  if (start == std::string_view::npos) return {};
  std::vector<std::string> found;
  std::ranges::copy_if(tokens, std::back_inserter(found), [rest = text.substr(start)](const std::string& token) {
    return !token.empty() && rest.find(token) != std::string_view::npos;
  });
  return found;
}

std::vector<std::string> tokens_in(std::span<const std::string> tokens, const Value& value) {
  if (tokens.empty()) return {};
  std::string text;
  gather(value, text);
  return tokens_in(tokens, std::string_view(text));
}

}  // namespace coldread
