#include "template/values/cursor.h"

#include "template/values/characters.h"
#include "template/values/fault.h"
#include "template/values/length.h"
#include "template/values/mapping.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {

Item character(Runtime& runtime, std::string_view bytes) {
  Text* text = runtime.make<Text>(bytes);
  text->known_length = 1;
  return Item(text);
}

Item view_item(Runtime& runtime, const View& view, std::size_t index) {
  const Mapping::Entry& entry = view.mapping->entries()[index];
  switch (view.part) {
    case View::Part::keys:
      return entry.key;
    case View::Part::values:
      return entry.value;
    case View::Part::items:
      break;
  }
  return runtime.tuple({entry.key, entry.value});
}

bool iterable(const Item& item) {
  switch (item.kind()) {
    case Item::Kind::text:
    case Item::Kind::list:
    case Item::Kind::tuple:
    case Item::Kind::dict:
    case Item::Kind::view:
    case Item::Kind::range:
    case Item::Kind::iterator:
      return true;
    case Item::Kind::undefined:
      need_lenient(item);
      return true;
    default:
      return false;
  }
}

Cursor::Cursor(Runtime& runtime, const Item& source) : runtime_(&runtime), source_(source) {
  if (!iterable(source)) fail("'" + std::string(type_name(source)) + "' object is not iterable");
  if (source.is_dict()) size_ = source.mapping().size();
  if (source.kind() == Item::Kind::view) size_ = source.view().mapping->size();
}

bool Cursor::next(Item& item) {
  runtime_->spend();
  switch (source_.kind()) {
    case Item::Kind::text: {
      const std::string_view bytes = source_.bytes();
      if (index_ >= bytes.size()) return false;
      const std::size_t end = next_character(bytes, index_);
      item = character(*runtime_, bytes.substr(index_, end - index_));
      index_ = end;
      return true;
    }
    case Item::Kind::list:
    case Item::Kind::tuple:
      if (index_ >= source_.sequence().items.size()) return false;
      item = source_.sequence().items[index_++];
      return true;
    case Item::Kind::dict:
    case Item::Kind::view:
      return next_entry(item);
    case Item::Kind::range:
      if (static_cast<std::int64_t>(index_) >= source_.range().length) return false;
      item = Item::integer(source_.range().at(static_cast<std::int64_t>(index_++)));
      return true;
    case Item::Kind::iterator:
      return source_.iterator().next(*runtime_, item);
    default:
      return false;  // a lenient undefined value
  }
}

bool Cursor::next_entry(Item& item) {
  const bool dict = source_.is_dict();
  const Mapping& mapping = dict ? source_.mapping() : *source_.view().mapping;
  if (mapping.size() != size_) fail("dictionary changed size during iteration");
  if (index_ >= size_) return false;
  item = dict ? mapping.entries()[index_].key : view_item(*runtime_, source_.view(), index_);
  ++index_;
  return true;
}

Sequence* collect(Runtime& runtime, const Item& source) {
  const std::int64_t length = length_or_minus_one(runtime, source);
  Sequence* made = runtime.sequence(length < 0 ? 0 : static_cast<std::size_t>(length));
  Cursor cursor(runtime, source);
  for (Item item; cursor.next(item);) made->items.push_back(item);
  return made;
}

}  // namespace coldread::jinja
