#include "template/values/item.h"

#include <algorithm>
#include <cstring>

#include "template/values/fault.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

bool continues(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

}  // namespace

std::size_t count_characters(std::string_view bytes) noexcept {
  return static_cast<std::size_t>(
      std::count_if(bytes.begin(), bytes.end(), [](char byte) { return !continues(byte); }));
}

std::size_t next_character(std::string_view bytes, std::size_t offset) noexcept {
  if (offset >= bytes.size()) return bytes.size();
  ++offset;
  while (offset < bytes.size() && continues(bytes[offset])) ++offset;
  return offset;
}

std::size_t find_bytes(std::string_view text, std::string_view wanted, std::size_t from) noexcept {
  if (from > text.size()) return std::string_view::npos;
  if (wanted.size() < kShortText) return text.find(wanted, from);
  const void* found = memmem(text.data() + from, text.size() - from, wanted.data(), wanted.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::size_t rfind_bytes(std::string_view text, std::string_view wanted) {
  if (wanted.size() < kShortText) return text.rfind(wanted);
  const std::string reversed_text(text.rbegin(), text.rend());
  const std::string reversed_wanted(wanted.rbegin(), wanted.rend());
  const std::size_t found = find_bytes(reversed_text, reversed_wanted);
  return found == std::string_view::npos ? found : text.size() - found - wanted.size();
}

std::size_t character_offset(std::string_view bytes, std::size_t index) noexcept {
  std::size_t offset = 0;
  while (index > 0 && offset < bytes.size()) {
    offset = next_character(bytes, offset);
    --index;
  }
  return offset;
}

std::size_t Text::length(Runtime& runtime) const {
  if (known_length == kUnknown) {
    runtime.spend(bytes.size() / 256);
    known_length = count_characters(bytes);
  }
  return known_length;
}

Item Object::call(Runtime&, const Arguments&) {
  fail("'" + std::string(type_name()) + "' object is not callable");
}

Item Object::attribute(Runtime&, std::string_view) {
  return {};
}

bool Object::write(Runtime&, std::string&) {
  return false;
}

std::string_view type_name(const Item& item) {
  switch (item.kind()) {
    case Item::Kind::absent:
      return "nothing";
    case Item::Kind::undefined:
      return "Undefined";
    case Item::Kind::none:
      return "NoneType";
    case Item::Kind::boolean:
      return "bool";
    case Item::Kind::integer:
      return "int";
    case Item::Kind::real:
      return "float";
    case Item::Kind::text:
      return item.as_text().markup ? "Markup" : "str";
    case Item::Kind::list:
      return "list";
    case Item::Kind::tuple:
      return "tuple";
    case Item::Kind::dict:
      return "dict";
    case Item::Kind::view:
      return item.view().part == View::Part::keys     ? "dict_keys"
             : item.view().part == View::Part::values ? "dict_values"
                                                      : "dict_items";
    case Item::Kind::range:
      return "range";
    case Item::Kind::iterator:
      return "generator";
    case Item::Kind::object:
      return item.object().type_name();
  }
  return "value";
}

}  // namespace coldread::jinja
