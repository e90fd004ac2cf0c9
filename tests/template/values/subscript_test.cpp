#include "template/values/subscript.h"

#include <doctest/doctest.h>

#include "template/values/mapping.h"
#include "template/values/runtime.h"

namespace coldread::jinja {

TEST_CASE("an element is found by index or key, and absent where there is none") {
  Runtime runtime({}, TemplateDialect::task);
  const Item list = runtime.list({Item::integer(7), Item::integer(8)});
  CHECK(find_element(runtime, list, Item::integer(1)).as_integer() == 8);
  CHECK(find_element(runtime, list, Item::integer(-2)).as_integer() == 7);
  CHECK(find_element(runtime, list, Item::integer(2)).is_absent());
  CHECK(find_element(runtime, list, Item::integer(-3)).is_absent());
  CHECK(find_element(runtime, list, Item::real(0)).is_absent());
  CHECK(find_element(runtime, Item::none(), Item::integer(0)).is_absent());
  Mapping* dict = new_mapping(runtime);
  dict->set(runtime, runtime.borrowed("a"), Item::integer(9));
  CHECK(find_element(runtime, Item(dict), runtime.borrowed("a")).as_integer() == 9);
  CHECK(find_element(runtime, Item(dict), runtime.borrowed("keys")).is_absent());
  CHECK(find_element(runtime, Item(dict), list).is_absent());
}

TEST_CASE("indices of a string count code points") {
  Runtime runtime({}, TemplateDialect::task);
  const Item text = runtime.borrowed("h\u00E9\u20ACo");
  CHECK(find_element(runtime, text, Item::integer(2)).bytes() == "\u20AC");
  CHECK(get_slice(runtime, text, Item::integer(1), Item::integer(3), {}).bytes() == "\u00E9\u20AC");
  CHECK(get_slice(runtime, text, {}, {}, Item::integer(-2)).bytes() == "o\u00E9");
}

}  // namespace coldread::jinja
