#include "template/values/length.h"

#include <doctest/doctest.h>
#include <string>

#include "template/values/runtime.h"

namespace coldread::jinja {

TEST_CASE("a text's length counts code points, once") {
  TemplateLimits limits;
  limits.steps = 10;
  Runtime runtime(limits, TemplateDialect::task);
  std::string bytes;
  for (int i = 0; i < 768; ++i) bytes += "\u00E9";  // 1536 bytes: six steps
  const Text text{bytes};
  CHECK(text_length(runtime, text) == 768);
  CHECK(text_length(runtime, text) == 768);
  CHECK_FALSE(is_ascii(runtime, text));
  const Text again{bytes};
  CHECK_THROWS_AS(text_length(runtime, again), Fault);
}

TEST_CASE("what has no length says so") {
  Runtime runtime({}, TemplateDialect::task);
  CHECK(length_of(runtime, runtime.tuple({Item::none(), Item::none()})) == 2);
  CHECK(length_or_minus_one(runtime, Item::integer(5)) == -1);
  CHECK_THROWS_AS(length_of(runtime, Item::integer(5)), Fault);
}

}  // namespace coldread::jinja
