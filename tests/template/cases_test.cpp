#include <doctest/doctest.h>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <string>

#include "base/error.h"
#include "io/json.h"
#include "support/source_dir.h"
#include "template/template.h"

namespace coldread {
namespace {

std::optional<std::string> rendered(const Value& one, std::string& error) {
  try {
    return Template(one.find("template")->as_string()).render(*one.find("context"));
  } catch (const Error& caught) {
    error = caught.what();
    return std::nullopt;
  }
}

}  // namespace

TEST_CASE("the reference cases of Jinja2 3.1.6 render the same text or fail alike") {
  std::ifstream file(source_dir().string() + "/tests/reference/jinja/cases.jsonl");
  REQUIRE(file.good());
  int all = 0;
  int passed = 0;
  std::map<std::string, int> refused;  // integers beyond 64 bits
  for (std::string line; std::getline(file, line);) {
    const Value one = parse_json(line, "cases.jsonl");
    ++all;
    std::string error;
    const auto text = rendered(one, error);
    const Value* expected = one.find("expected");
    const bool same = expected == nullptr ? !text : text && *text == expected->as_string();
    if (same) {
      ++passed;
    } else if (one.find("group")->as_string() == "bigint" && !text) {
      ++refused["bigint"];
    } else {
      FAIL_CHECK(one.find("id")->as_string(), ": ", one.find("template")->as_string(),
                 "\n  expected: ", expected == nullptr ? "an error" : expected->as_string(),
                 "\n  rendered: ", text ? *text : error);
    }
  }
  std::cout << "jinja cases: " << passed << " of " << all << " equal, " << refused["bigint"]
            << " refused (integers beyond 64 bits)\n";
  CHECK(all >= 610);
}

}  // namespace coldread
