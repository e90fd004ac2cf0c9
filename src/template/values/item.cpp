#include "template/values/item.h"

#include <algorithm>
#include <cstring>

#include "template/values/fault.h"

namespace coldread::jinja {
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
