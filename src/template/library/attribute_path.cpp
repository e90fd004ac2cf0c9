#include "template/library/attribute_path.h"

#include <optional>

#include "base/python_chars.h"
#include "base/unicode.h"
#include "template/library/lookup.h"
#include "template/text/number_format.h"
#include "template/values/characters.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

bool all_digits(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); at = next_character(text, at)) {
    if (!is_python_digit(code_point_at(text, at).value)) return false;
  }
  return !text.empty();
}

}  // namespace

AttributePath::AttributePath(Runtime& runtime, const Item& attribute, const Item& otherwise)
    : parts_(runtime.memory()), otherwise_(otherwise) {
  if (attribute.is_absent() || attribute.is_none()) return;
  if (!attribute.is_text()) {
    parts_.push_back(attribute);
    return;
  }
  std::string_view rest = attribute.bytes();
  while (true) {
    const std::size_t dot = rest.find('.');
    const std::string_view part = rest.substr(0, dot);
    const auto number = all_digits(part) ? parse_integer(part) : std::nullopt;
    parts_.push_back(number ? Item::integer(*number) : runtime.borrowed(part));
    if (dot == std::string_view::npos) return;
    rest.remove_prefix(dot + 1);
  }
}

Item AttributePath::of(Runtime& runtime, const Item& item) const {
  Item at = item;
  for (const Item& part : parts_) {
    at = get_element(runtime, at, part);
    if (at.is_undefined() && !otherwise_.is_absent() && !otherwise_.is_none()) at = otherwise_;
  }
  return at;
}

Item without_case(Runtime& runtime, const Item& item) {
  return item.is_text() ? runtime.text(lower(item.bytes())) : item;
}

}  // namespace coldread::jinja
