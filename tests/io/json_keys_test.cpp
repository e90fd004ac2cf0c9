#include <doctest/doctest.h>
#include <string>

#include "io/json.h"
#include "support/error_of.h"

namespace coldread {
namespace {

TEST_CASE("a repeated key keeps its first place and takes its last value") {
  const Value value = parse_json(R"({"a":1,"b":2,"a":3,"c":4,"b":5})", "x");
  CHECK(to_json(value) == R"({"a": 3, "b": 5, "c": 4})");
}

TEST_CASE("a repeated key is an error where keys must be unique") {
  CHECK(to_json(parse_json_unique(R"({"a":1,"b":{"a":2}})", "x")) == R"({"a": 1, "b": {"a": 2}})");
  const std::string message = test::error_of([] { parse_json_unique(R"([{"a":1,"b":2,"a":3}])", "x"); });
  CHECK(message.find("the key 'a' stands twice") != std::string::npos);
}

TEST_CASE("an object with a hundred thousand keys is read in linear time") {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) text += "\"key" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  text.back() = '}';
  CHECK(parse_json(text, "x").as_dict().size() == 100'000);
}

}  // namespace
}  // namespace coldread
