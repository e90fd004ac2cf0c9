#include "template/values/equality.h"

#include <doctest/doctest.h>

#include "template/values/mapping.h"
#include "template/values/runtime.h"

namespace coldread::jinja {

TEST_CASE("numbers of different types are equal by value, exactly") {
  Runtime runtime({}, TemplateDialect::task);
  CHECK(equal(runtime, Item::boolean(true), Item::integer(1)));
  CHECK(equal(runtime, Item::integer(1), Item::real(1.0)));
  CHECK(equal(runtime, Item::integer(std::int64_t{1} << 53), Item::real(0x1p53)));
  CHECK_FALSE(equal(runtime, Item::integer((std::int64_t{1} << 53) + 1), Item::real(0x1p53)));
  CHECK_FALSE(same(Item::boolean(true), Item::integer(1)));
}

TEST_CASE("dicts are equal in any order, small or hashed, and know equal keys of different types") {
  Runtime runtime({}, TemplateDialect::task);
  for (const std::int64_t size : {3, 40}) {
    Mapping* up = new_mapping(runtime);
    Mapping* down = new_mapping(runtime);
    for (std::int64_t i = 0; i < size; ++i) up->set(runtime, Item::integer(i), Item::integer(i * i));
    for (std::int64_t i = size; i-- > 0;) {
      down->set(runtime, Item::real(static_cast<double>(i)), Item::integer(i * i));
    }
    CHECK(equal(runtime, Item(up), Item(down)));
    down->set(runtime, Item::integer(1), Item::integer(-1));
    CHECK_FALSE(equal(runtime, Item(up), Item(down)));
    CHECK(down->size() == static_cast<std::size_t>(size));
  }
}

}  // namespace coldread::jinja
