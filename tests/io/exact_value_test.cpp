#include "io/exact_value.h"

#include <cmath>
#include <doctest/doctest.h>
#include <limits>

#include "io/json.h"
#include "support/error_of.h"

namespace coldread {
namespace {

Value round_trip(const Value& value) {
  return from_exact(parse_json(to_json(to_exact(value), {.compact = true}), "test"));
}

Dict dict_of(const std::string& key, Value value) {
  Dict dict;
  dict.set(key, std::move(value));
  return dict;
}

TEST_CASE("plain values stay as they are") {
  const Value value = dict_of("a", List{1, -0.5, 1.0, true, nullptr, "na\u00efve \"x\"\n", List{}, Dict()});
  CHECK(to_json(to_exact(value)) == to_json(value));
  CHECK(to_json(round_trip(value)) == to_json(value));
  CHECK(std::signbit(round_trip(-0.0).as_real()));
}

TEST_CASE("a text or a key that is no UTF-8 comes back to the byte") {
  const std::string bytes = "caf\xe9 \xff end";
  CHECK(round_trip(bytes).as_string() == bytes);
  const Value value = round_trip(dict_of("\xe9t\xe9", List{bytes, 3}));
  CHECK(value.as_dict().begin()->first == "\xe9t\xe9");
  CHECK(value.find("\xe9t\xe9")->as_list()[0].as_string() == bytes);
}

TEST_CASE("numbers that are not finite come back") {
  CHECK(std::isnan(round_trip(std::numeric_limits<double>::quiet_NaN()).as_real()));
  CHECK(round_trip(std::numeric_limits<double>::infinity()).as_real() == std::numeric_limits<double>::infinity());
  CHECK(round_trip(List{-std::numeric_limits<double>::infinity()}).as_list()[0].as_real() < 0);
}

TEST_CASE("a dict that looks like a reserved one is none") {
  for (const char* key : {"$bytes", "$number", "$dict"}) {
    const Value value = dict_of(key, dict_of("$bytes", "zz"));
    CHECK(to_json(round_trip(value)) == to_json(value));
  }
}

TEST_CASE("a reserved key with another content is an error") {
  for (const char* text : {R"({"$bytes": "0"})", R"({"$bytes": "zz"})", R"({"$bytes": 3})", R"({"$number": "one"})",
                           R"({"$dict": 1})", R"({"$dict": [["a"]]})", R"({"$dict": [[1, 2]]})"}) {
    CHECK(test::contains(test::error_of([&] { from_exact(parse_json(text, "test")); }), "is not what coldread writes"));
  }
}

}  // namespace
}  // namespace coldread
