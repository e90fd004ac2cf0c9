#include "template/values/merge.h"

#include "template/values/cursor.h"
#include "template/values/fault.h"
#include "template/values/mapping.h"
#include "template/values/runtime.h"

namespace coldread::jinja {

void merge(Runtime& runtime, Mapping& into, const Item& other) {
  if (other.is_dict()) {
    if (&other.mapping() == &into) return;
    for (const Mapping::Entry& entry : other.mapping().entries()) {
      runtime.spend();
      into.set(runtime, entry.key, entry.value);
    }
    return;
  }
  Cursor cursor(runtime, other);
  for (Item pair; cursor.next(pair);) {
    const Sequence* parts = collect(runtime, pair);
    if (parts->items.size() != 2) fail("a dict is made of a dict or of pairs of key and value");
    into.set(runtime, parts->items[0], parts->items[1]);
  }
}

}  // namespace coldread::jinja
