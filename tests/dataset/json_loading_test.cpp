#include <doctest/doctest.h>
#include <filesystem>
#include <string>

#include "dataset/format.h"
#include "io/file.h"
#include "io/json.h"
#include "support/source_dir.h"

using namespace coldread;

namespace {

/// Python's repr of what JSON can hold; strings as the cases need them (' unless it holds one).
std::string repr(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null:
      return "None";
    case Value::Kind::boolean:
      return value.as_bool() ? "True" : "False";
    case Value::Kind::string: {
      const bool single =
          value.as_string().find('\'') == std::string::npos || value.as_string().find('"') != std::string::npos;
      std::string text(1, single ? '\'' : '"');
      for (const char c : value.as_string()) {
        if (c == '\n') {
          text += "\\n";
        } else if (c == '\t') {
          text += "\\t";
        } else {
          if (c == '\\' || c == text[0]) text += '\\';
          text += c;
        }
      }
      return text + text[0];
    }
    case Value::Kind::list: {
      std::string text = "[";
      for (const Value& item : value.as_list()) text += (text.size() > 1 ? ", " : "") + repr(item);
      return text + "]";
    }
    case Value::Kind::dict: {
      std::string text = "{";
      for (const auto& [key, item] : value.as_dict()) {
        text += (text.size() > 1 ? ", " : "") + repr(key) + ": " + repr(item);
      }
      return text + "}";
    }
    default:
      return to_json(value);
  }
}

}  // namespace

TEST_CASE("rows become what Hugging Face's JSON loader makes of them, but for dates") {
  const std::filesystem::path folder = source_dir() / "tests/reference/prompts/json_loading";
  const DatasetFormat& json = *find_dataset_format("json");
  const std::string cases_text = read_text_file(folder / "expected.jsonl");
  int passed = 0;
  int all = 0;
  for (const Value& row : json.read({.text = cases_text, .origin = "expected.jsonl"}, {})) {
    const std::string text = read_text_file(folder / row.find("file")->as_string());
    const List rows = json.unify(json.read({.text = text, .origin = row.find("file")->as_string()}, {}));
    const List& expected = row.find("expected")->find("values_repr")->as_list();
    REQUIRE(rows.size() == expected.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (expected[i].as_string().find("datetime") != std::string::npos) continue;
      ++all;
      CAPTURE(row.find("id")->as_string());
      CHECK(repr(*rows[i].find("v")) == expected[i].as_string());
      passed += repr(*rows[i].find("v")) == expected[i].as_string() ? 1 : 0;
    }
  }
  CHECK(all > 50);
  MESSAGE("json_loading: ", passed, "/", all, " values");
}
