#include "template/values/to_item.h"

#include "api/value.h"
#include "template/values/mapping.h"
#include "template/values/runtime.h"

namespace coldread::jinja {

Item to_item(Runtime& runtime, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null:
      return Item::none();
    case Value::Kind::boolean:
      return Item::boolean(value.as_bool());
    case Value::Kind::integer:
      return Item::integer(value.as_int());
    case Value::Kind::real:
      return Item::real(value.as_real());
    case Value::Kind::string:
      return runtime.borrowed(value.as_string());
    case Value::Kind::list: {
      const Runtime::Level level(runtime);
      Sequence* made = runtime.sequence(value.as_list().size());
      for (const Value& item : value.as_list()) made->items.push_back(to_item(runtime, item));
      return Item::list(made);
    }
    case Value::Kind::dict: {
      const Runtime::Level level(runtime);
      Mapping* made = new_mapping(runtime);
      for (const Dict::Entry& entry : value.as_dict()) {
        made->append(runtime, runtime.borrowed(entry.first), to_item(runtime, entry.second));
      }
      return Item(made);
    }
  }
  return Item::none();
}

}  // namespace coldread::jinja
