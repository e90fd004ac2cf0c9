#include "template/values/length.h"

#include "template/values/characters.h"
#include "template/values/fault.h"
#include "template/values/mapping.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {

std::size_t text_length(Runtime& runtime, const Text& text) {
  if (text.known_length == Text::kUnknown) {
    runtime.spend(text.bytes.size() / 256);
    text.known_length = count_characters(text.bytes);
  }
  return text.known_length;
}

std::int64_t length_or_minus_one(Runtime& runtime, const Item& item) {
  switch (item.kind()) {
    case Item::Kind::undefined:
      need_lenient(item);
      return 0;
    case Item::Kind::text:
      return static_cast<std::int64_t>(text_length(runtime, item.as_text()));
    case Item::Kind::list:
    case Item::Kind::tuple:
      return static_cast<std::int64_t>(item.sequence().items.size());
    case Item::Kind::dict:
      return static_cast<std::int64_t>(item.mapping().size());
    case Item::Kind::view:
      return static_cast<std::int64_t>(item.view().mapping->size());
    case Item::Kind::range:
      return item.range().length;
    default:
      return -1;
  }
}

std::int64_t length_of(Runtime& runtime, const Item& item) {
  const std::int64_t length = length_or_minus_one(runtime, item);
  if (length < 0) fail("object of type '" + std::string(type_name(item)) + "' has no len()");
  return length;
}

}  // namespace coldread::jinja
