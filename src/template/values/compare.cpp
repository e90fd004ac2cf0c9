#include "template/values/compare.h"

#include <algorithm>

#include "template/values/cursor.h"
#include "template/values/fault.h"
#include "template/values/mapping.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

std::string_view sign(Comparison comparison) {
  switch (comparison) {
    case Comparison::less:
      return "<";
    case Comparison::less_equal:
      return "<=";
    case Comparison::greater:
      return ">";
    default:
      return ">=";
  }
}

template <typename T>
bool holds(Comparison comparison, const T& a, const T& b) {
  switch (comparison) {
    case Comparison::less:
      return a < b;
    case Comparison::less_equal:
      return a <= b;
    case Comparison::greater:
      return a > b;
    default:
      return a >= b;
  }
}

/// 64 bits of mantissa on x86: holds every integer and every double exactly.
long double wide(const Item& number) {
  return number.is_real() ? static_cast<long double>(number.as_real()) : static_cast<long double>(number.as_integer());
}

bool equal_sequences(Runtime& runtime, const Sequence& a, const Sequence& b) {
  if (a.items.size() != b.items.size()) return false;
  const Runtime::Level level(runtime);
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    runtime.spend();
    if (!equal(runtime, a.items[i], b.items[i])) return false;
  }
  return true;
}

bool equal_mappings(Runtime& runtime, Mapping& a, Mapping& b) {
  if (a.size() != b.size()) return false;
  const Runtime::Level level(runtime);
  for (const Mapping::Entry& entry : a.entries()) {
    runtime.spend();
    const Item* other = b.find(runtime, entry.key);
    if (other == nullptr || !equal(runtime, entry.value, *other)) return false;
  }
  return true;
}

bool ordered_sequences(Runtime& runtime, Comparison comparison, const Sequence& a, const Sequence& b) {
  const Runtime::Level level(runtime);
  for (std::size_t i = 0; i < std::min(a.items.size(), b.items.size()); ++i) {
    runtime.spend();
    if (!equal(runtime, a.items[i], b.items[i])) return ordered(runtime, comparison, a.items[i], b.items[i]);
  }
  return holds(comparison, a.items.size(), b.items.size());
}

}  // namespace

bool equal(Runtime& runtime, const Item& a, const Item& b) {
  need_lenient(a);
  need_lenient(b);
  if (a.is_number() && b.is_number()) {
    return a.is_integral() && b.is_integral() ? a.as_integer() == b.as_integer() : wide(a) == wide(b);
  }
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Item::Kind::absent:
    case Item::Kind::undefined:
    case Item::Kind::none:
      return true;
    case Item::Kind::text:
      runtime.spend(a.bytes().size() / 256);
      return a.bytes() == b.bytes();
    case Item::Kind::list:
    case Item::Kind::tuple:
      return a.same_object(b) || equal_sequences(runtime, a.sequence(), b.sequence());
    case Item::Kind::dict:
      return a.same_object(b) || equal_mappings(runtime, a.mapping(), b.mapping());
    case Item::Kind::range: {
      const Range& x = a.range();
      const Range& y = b.range();
      return x.length == y.length && (x.length == 0 || (x.start == y.start && (x.length == 1 || x.step == y.step)));
    }
    default:
      return a.same_object(b);
  }
}

bool ordered(Runtime& runtime, Comparison comparison, const Item& a, const Item& b) {
  need_defined(a);
  need_defined(b);
  if (a.is_integral() && b.is_integral()) return holds(comparison, a.as_integer(), b.as_integer());
  if (a.is_number() && b.is_number()) return holds(comparison, wide(a), wide(b));
  if (a.is_text() && b.is_text()) return holds(comparison, a.bytes(), b.bytes());  // UTF-8 keeps code point order
  if (a.kind() == b.kind() && a.is_sequence())
    return ordered_sequences(runtime, comparison, a.sequence(), b.sequence());
  fail("'" + std::string(sign(comparison)) + "' not supported between instances of '" + std::string(type_name(a)) +
       "' and '" + std::string(type_name(b)) + "'");
}

bool contains(Runtime& runtime, const Item& container, const Item& item) {
  need_lenient(container);
  switch (container.kind()) {
    case Item::Kind::text:
      need_defined(item);
      if (!item.is_text()) {
        fail("'in <string>' requires string as left operand, not " + std::string(type_name(item)));
      }
      runtime.spend_characters(container.bytes().size());
      return find_bytes(container.bytes(), item.bytes()) != std::string_view::npos;
    case Item::Kind::dict:
      return container.mapping().find(runtime, item) != nullptr;
    default:
      break;
  }
  Cursor cursor(runtime, container);
  for (Item element; cursor.next(element);) {
    if (equal(runtime, element, item)) return true;
  }
  return false;
}

bool compare(Runtime& runtime, Comparison comparison, const Item& a, const Item& b) {
  switch (comparison) {
    case Comparison::equal:
      return equal(runtime, a, b);
    case Comparison::not_equal:
      return !equal(runtime, a, b);
    case Comparison::in:
      return contains(runtime, b, a);
    case Comparison::not_in:
      return !contains(runtime, b, a);
    default:
      return ordered(runtime, comparison, a, b);
  }
}

bool truth(const Item& item) {
  switch (item.kind()) {
    case Item::Kind::absent:
    case Item::Kind::none:
      return false;
    case Item::Kind::undefined:
      need_lenient(item);
      return false;
    case Item::Kind::boolean:
    case Item::Kind::integer:
      return item.as_integer() != 0;
    case Item::Kind::real:
      return item.as_real() != 0.0;
    case Item::Kind::text:
      return !item.bytes().empty();
    case Item::Kind::list:
    case Item::Kind::tuple:
      return !item.sequence().items.empty();
    case Item::Kind::dict:
      return item.mapping().size() != 0;
    case Item::Kind::view:
      return item.view().mapping->size() != 0;
    case Item::Kind::range:
      return item.range().length != 0;
    case Item::Kind::iterator:
    case Item::Kind::object:
      return true;
  }
  return true;
}

bool same(const Item& a, const Item& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Item::Kind::absent:
    case Item::Kind::none:
      return true;
    case Item::Kind::boolean:
    case Item::Kind::integer:
      return a.as_integer() == b.as_integer();
    case Item::Kind::real:
      return a.as_real() == b.as_real();
    case Item::Kind::text:
      return a.bytes() == b.bytes();
    default:
      return a.same_object(b);
  }
}

}  // namespace coldread::jinja
