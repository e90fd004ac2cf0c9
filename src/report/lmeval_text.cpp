#include "report/lmeval_text.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/number_text.h"
#include "base/unicode.h"

namespace coldread {
namespace {

/// repr() of a string. Beyond ASCII everything but control characters and separators counts as printable.
std::string python_repr(const std::string& text) {
  const char quote = text.find('\'') != std::string::npos && text.find('"') == std::string::npos ? '"' : '\'';
  std::string out(1, quote);
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    const char32_t c = point.value;
    if (c == static_cast<char32_t>(quote) || c == U'\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == U'\n') {
      out += "\\n";
    } else if (c == U'\r') {
      out += "\\r";
    } else if (c == U'\t') {
      out += "\\t";
    } else if (c < 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xAD) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
    } else if (c >= 0x2000 && c < 0x2070 && (is_white_space(c) || display_width(c) == 0)) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      append_utf8(out, c);
    }
    i += point.length;
  }
  return out += quote;
}

std::string repr(const Value& value) {
  return value.is_string() ? python_repr(value.as_string()) : python_str(value);
}

}  // namespace

std::string python_str(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null:
      return "None";
    case Value::Kind::boolean:
      return value.as_bool() ? "True" : "False";
    case Value::Kind::integer:
      return std::to_string(value.as_int());
    case Value::Kind::real:
      return number_text(value.as_real());
    case Value::Kind::string:
      return value.as_string();
    case Value::Kind::list: {
      std::string out = "[";
      for (const Value& item : value.as_list()) out += (out.size() > 1 ? ", " : "") + repr(item);
      return out + "]";
    }
    case Value::Kind::dict: {
      std::string out = "{";
      for (const auto& [key, item] : value.as_dict()) {
        out += (out.size() > 1 ? ", " : "") + python_repr(key) + ": " + repr(item);
      }
      return out + "}";
    }
  }
  return {};
}

Value leaves_as_text(const Value& value) {
  if (!value.is_list()) return python_str(value);
  List out;
  for (const Value& item : value.as_list()) out.push_back(leaves_as_text(item));
  return out;
}

std::vector<const Sample*> samples_of(const Report& report, std::size_t run, const std::string& task) {
  std::vector<const Sample*> found;
  for (const Sample& sample : report.samples) {
    if (sample.run == run && sample.task == task) found.push_back(&sample);
  }
  std::ranges::stable_sort(found, {}, &Sample::document);
  return found;
}

std::vector<std::string> filters_of(const Report& report, const std::string& task) {
  std::vector<std::string> filters;
  for (const Score& score : report.scores) {
    if (score.task == task && std::ranges::find(filters, score.filter) == filters.end())
      filters.push_back(score.filter);
  }
  if (filters.empty()) filters.emplace_back("none");
  return filters;
}

const FilteredOutcome* outcome_of(const Sample& sample, const std::string& filter) {
  const auto found = std::ranges::find(sample.outcomes, filter, &FilteredOutcome::filter);
  return found == sample.outcomes.end() ? nullptr : &*found;
}

}  // namespace coldread
