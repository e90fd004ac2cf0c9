#include "template/values/compare.h"

#include <algorithm>

#include "template/values/characters.h"
#include "template/values/cursor.h"
#include "template/values/equality.h"
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

bool ordered_sequences(Runtime& runtime, Comparison comparison, const Sequence& a, const Sequence& b) {
  const Runtime::Level level(runtime);
  for (std::size_t i = 0; i < std::min(a.items.size(), b.items.size()); ++i) {
    runtime.spend();
    if (!equal(runtime, a.items[i], b.items[i])) return ordered(runtime, comparison, a.items[i], b.items[i]);
  }
  return holds(comparison, a.items.size(), b.items.size());
}

}  // namespace

bool ordered(Runtime& runtime, Comparison comparison, const Item& a, const Item& b) {
  need_defined(a);
  need_defined(b);
  if (a.is_integral() && b.is_integral()) return holds(comparison, a.as_integer(), b.as_integer());
  if (a.is_number() && b.is_number()) return holds(comparison, exact_number(a), exact_number(b));
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

}  // namespace coldread::jinja
