#include "task/control_tokens.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "io/json.h"

using namespace coldread;

TEST_CASE("tokens are found in a text and in all strings of a row, but not in its keys") {
  const std::vector<std::string> tokens{"<|im_end|>", "<|im_start|>", "[INST]", ""};
  CHECK(tokens_in(tokens, std::string_view("a <|im_end|> b")) == std::vector<std::string>{"<|im_end|>"});
  CHECK(tokens_in(tokens, std::string_view("a < b [IN] |im_end|>")).empty());
  CHECK(tokens_in(tokens, std::string_view("")).empty());
  const Value row = parse_json(R"({"q": "x[INST]", "l": [1, {"<|im_end|>": "<|im_start|>"}], "n": null})", "row");
  CHECK(tokens_in(tokens, row) == std::vector<std::string>{"<|im_start|>", "[INST]"});
  // Two columns beside each other make none.
  CHECK(tokens_in(tokens, parse_json(R"({"a": "<|im_", "b": "end|>"})", "row")).empty());
  CHECK(tokens_in({}, row).empty());
}
