#include "tokenizer/text_pattern.h"

#include "base/error.h"
#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"

namespace coldread {

TextPattern::TextPattern(const Value& description, const std::string& origin) {
  const Value& literal = setting(description, "String");
  const Value& regex = setting(description, "Regex");
  if (!literal.is_string() && !regex.is_string()) fail_in(origin, "has a pattern that is neither a String nor a Regex");
  if (literal.is_string()) literal_ = literal.as_string();
  if (literal.is_string() && !literal_.empty()) return;
  try {
    regex_.emplace(literal.is_string() ? "" : regex.as_string());
  } catch (const Error& error) {
    fail_in(origin, std::string("has a ") + error.what());
  }
}

std::string TextPattern::replaced(std::string_view text, std::string_view content) const {
  std::string changed;
  changed.reserve(text.size());
  for_each_span(text, [&](std::string_view span, bool matches) { changed += matches ? content : span; });
  return changed;
}

std::string replace_all(std::string_view text, std::string_view part, std::string_view content) {
  std::string changed;
  changed.reserve(text.size());
  std::size_t done = 0;
  for (std::size_t i = text.find(part); !part.empty() && i != std::string_view::npos; i = text.find(part, done)) {
    changed.append(text.substr(done, i - done)).append(content);
    done = i + part.size();
  }
  return changed.append(text.substr(done));
}

}  // namespace coldread
