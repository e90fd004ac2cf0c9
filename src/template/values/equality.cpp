#include "template/values/equality.h"

#include "template/values/mapping.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

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

}  // namespace

bool equal(Runtime& runtime, const Item& a, const Item& b) {
  need_lenient(a);
  need_lenient(b);
  if (a.is_number() && b.is_number()) {
    return a.is_integral() && b.is_integral() ? a.as_integer() == b.as_integer() : exact_number(a) == exact_number(b);
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
