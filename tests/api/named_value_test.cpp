#include "api/named_value.h"

#include <doctest/doctest.h>

#include "support/error_of.h"

using namespace coldread;

namespace {

template <typename Read>
std::string refusal(const Value& value, Read read) {
  return test::error_of([&] { read(NamedValue(value, "'limit'", {.file = "c.yaml", .line = 3, .column = 8})); });
}

}  // namespace

TEST_CASE("a value of the kind that is wanted is read") {
  CHECK(NamedValue("x", "'name'").text() == "x");
  CHECK(NamedValue(true, "'on'").boolean());
  CHECK(NamedValue(2, "'share'").number() == 2.0);
  CHECK(NamedValue(0.5, "'share'").number(0, 1) == 0.5);
  CHECK(NamedValue(-3, "'k'").integer() == -3);
  CHECK(NamedValue(1, "'k'").integer(1) == 1);
  CHECK(NamedValue(4, "'k'").integer(1, 4) == 4);
  CHECK(NamedValue("x", "'until'").texts() == std::vector<std::string>{"x"});
  CHECK(NamedValue(List{"x", "y"}, "'until'").texts() == std::vector<std::string>{"x", "y"});
}

TEST_CASE("another kind of value is refused with its place, its name, what is wanted and what it is") {
  CHECK(refusal(3, [](const NamedValue& value) { value.text(); }) ==
        "c.yaml:3:8: 'limit' must be a string, not integer");
  CHECK(refusal("yes", [](const NamedValue& value) { value.boolean(); }) ==
        "c.yaml:3:8: 'limit' must be true or false, not string");
  CHECK(refusal(List{}, [](const NamedValue& value) { value.number(); }) ==
        "c.yaml:3:8: 'limit' must be a number, not list");
  CHECK(refusal(0.5, [](const NamedValue& value) { value.integer(); }) ==
        "c.yaml:3:8: 'limit' must be a whole number, not number");
  CHECK(refusal(List{"x", 1}, [](const NamedValue& value) { value.texts(); }) ==
        "c.yaml:3:8: 'limit' must be a string or a list of strings");
}

TEST_CASE("a number out of its range is refused with the range") {
  CHECK(refusal(0, [](const NamedValue& value) { value.integer(1); }) ==
        "c.yaml:3:8: 'limit' must be a whole number of at least 1");
  CHECK(refusal(7, [](const NamedValue& value) { value.integer(1, 6); }) ==
        "c.yaml:3:8: 'limit' must be a whole number from 1 to 6, not 7");
  CHECK(refusal(1.5, [](const NamedValue& value) { value.number(0, 1); }) ==
        "c.yaml:3:8: 'limit' must be a number from 0.0 to 1.0, not 1.5");
}
