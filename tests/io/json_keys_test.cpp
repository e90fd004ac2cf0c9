#include <doctest/doctest.h>
#include <string>
#include <string_view>

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

TEST_CASE("a header of more values than any model's is an error") {
  std::string many = "[0";
  for (int i = 0; i < (1 << 22); ++i) many += ",0";
  many += "]";
  CHECK(test::error_of([&] { parse_json_unique(many, "h"); }).find("more values than the limit of 4194304") !=
        std::string::npos);
  CHECK(parse_json(many, "t").as_list().size() == (1u << 22u) + 1);
}

TEST_CASE("a NUL byte is an error, and not the end of the text") {
  using namespace std::string_view_literals;
  for (const std::string_view text : {"{}\0"sv, "{}\0{"sv, "[1,\0 2]"sv, "\0"sv}) {
    const std::string message = test::error_of([&] { parse_json(text, "x"); });
    CHECK(message.find("NUL") != std::string::npos);
  }
  CHECK(test::error_of([] { parse_json("[1,\n\0]"sv, "x"); }).starts_with("x:2:1: "));
  CHECK(parse_json(R"("\u0000")", "x").as_string() == std::string(1, '\0'));
}

TEST_CASE("an object with a hundred thousand keys is read in linear time") {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) text += "\"key" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  text.back() = '}';
  CHECK(parse_json(text, "x").as_dict().size() == 100'000);
}

}  // namespace
}  // namespace coldread
