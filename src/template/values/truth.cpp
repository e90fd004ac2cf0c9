#include "template/values/truth.h"

#include "template/values/mapping.h"
#include "template/values/missing.h"

namespace coldread::jinja {

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

}  // namespace coldread::jinja
