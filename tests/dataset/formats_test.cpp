#include <doctest/doctest.h>
#include <string>

#include "base/error.h"
#include "dataset/format.h"
#include "io/json.h"

using namespace coldread;

namespace {

std::string rows_of(std::string_view format, std::string_view text, const Dict& options = {}) {
  const DatasetFormat& found = *find_dataset_format(format);
  List rows = found.read({.text = text, .origin = "data"}, options);
  if (found.unify != nullptr) rows = found.unify(std::move(rows));
  return to_json(Value(std::move(rows)), {.compact = true});
}

std::string error_of(std::string_view format, std::string_view text, const Dict& options = {}) {
  try {
    rows_of(format, text, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

Dict option(std::string name, Value value) {
  Dict dict;
  dict.set(std::move(name), std::move(value));
  return dict;
}

}  // namespace

TEST_CASE("every format is found under its own name") {
  for (const DatasetFormat& format : dataset_formats()) CHECK(find_dataset_format(format.name) == &format);
  CHECK(find_dataset_format("parquet") == nullptr);
}

TEST_CASE("json reads a list of rows, JSON lines and the rows under a field") {
  CHECK(rows_of("json", " [{\"a\":1},{\"a\":2}]") == R"([{"a":1},{"a":2}])");
  CHECK(rows_of("json", "{\"a\":1}\n\n{\"a\":2}\r\n") == R"([{"a":1},{"a":2}])");
  CHECK(rows_of("json", "{\"version\":1,\n\"data\":[{\"a\":1}]}", option("field", "data")) == R"([{"a":1}])");
  CHECK(rows_of("json", "") == "[]");
}

TEST_CASE("json says what is wrong and where") {
  CHECK(error_of("json", "{\"a\":1}\n{\"a\":\n").starts_with("data:2:"));
  CHECK(error_of("json", "{\"a\":1\n{\"a\":2}\n").starts_with("data:1:"));
  CHECK(error_of("jsonl", "{\"a\":1}\n\n[2]\n") == "data:3: a row must be a JSON object, not list");
  CHECK(error_of("json", "[{\"a\":1}, 3]") == "data: row 1 of the file must be an object, not integer");
  CHECK(error_of("json", "{\n\"data\": [],\n\"v\": 1}") ==
        "data: holds one object; say where its rows are with dataset_kwargs.field (its keys are: data, v)");
  CHECK(error_of("json", "\"text\"") == "data:1: a row must be a JSON object, not string");
  CHECK(error_of("json", "{\"data\":[]}", option("field", "rows")) == "data: has no field 'rows'; its keys are: data");
}

TEST_CASE("json reads NaN and the infinities as numbers, as Python does") {
  CHECK(rows_of("json",
                "{\"x\": NaN, \"y\": \"NaN\"}\n{\"x\": -Infinity, \"y\": \"\\\"\"}\n{\"x\":Infinity,\"y\":\"\"}") ==
        R"([{"x":NaN,"y":"NaN"},{"x":-Infinity,"y":"\""},{"x":Infinity,"y":""}])");
  CHECK(rows_of("json", "[{\"x\": [1, NaN]}]") == R"([{"x":[1.0,NaN]}])");
  CHECK(error_of("jsonl", "{\"a\": NaN}\n{\"a\": nan}").starts_with("data:2:"));
  CHECK(error_of("jsonl", "{NaN: 1}") == "data:1:1: not valid JSON: a key must be a string");
  CHECK(rows_of("jsonl", "{\"a\": \"\\u007f~\", \"b\": NaN}") == "[{\"a\":\"\x7F~\",\"b\":NaN}]");
}

TEST_CASE("a key that stands twice in an object is warned of") {
  std::vector<std::string> warnings;
  const SourceText lines{
      .text = "{\"a\":0}\n{\"a\":1,\"a\":2}\n{\"b\":1,\"b\":3}\n", .origin = "data", .warnings = &warnings};
  CHECK(to_json(find_dataset_format("jsonl")->read(lines, {})) == R"([{"a": 0}, {"a": 2}, {"b": 3}])");
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0] ==
        "data:2: the key 'a' stands twice in a row, as do keys of 1 further rows; the last value counts");
}

TEST_CASE("json columns agree over all rows") {
  CHECK(rows_of("json", "{\"a\":1}\n{\"b\":[1,2],\"a\":1.5}\n{\"b\":[0.5]}") ==
        R"([{"a":1.0,"b":null},{"a":1.5,"b":[1.0,2.0]},{"a":null,"b":[0.5]}])");
  CHECK(rows_of("json", "{\"a\":{\"x\":1,\"y\":2}}\n{\"a\":{\"y\":3,\"x\":4.5}}") ==
        R"([{"a":{"x":1.0,"y":2}},{"a":{"x":4.5,"y":3}}])");
  CHECK(rows_of("json", "{\"a\":{\"x\":1}}\n{\"a\":{\"y\":1.5}}") == R"([{"a":{"x":1}},{"a":{"y":1.5}}])");
  CHECK(rows_of("json", "{\"a\":1}\n{\"a\":true}\n{\"a\":2.5}") == R"([{"a":1},{"a":true},{"a":2.5}])");
}

TEST_CASE("csv follows RFC 4180 and types its columns") {
  CHECK(rows_of("csv", "id,text,x\n1,\"a, \"\"b\"\"\nc\",1.5\n\n2,,2\r\n") ==
        R"([{"id":1,"text":"a, \"b\"\nc","x":1.5},{"id":2,"text":null,"x":2.0}])");
  CHECK(rows_of("csv", "a,b,c\n1,True,NA\n,false,x\n") ==
        R"([{"a":1.0,"b":true,"c":null},{"a":null,"b":false,"c":"x"}])");
  CHECK(rows_of("csv", "1;x\n2;y", [] {
          Dict options = option("sep", ";");
          options.set("column_names", List{"n", "s"});
          return options;
        }()) == R"([{"n":1,"s":"x"},{"n":2,"s":"y"}])");
  CHECK(rows_of("tsv", "a\tb\n1,5\t\"q\"\n") == R"([{"a":"1,5","b":"q"}])");
}

TEST_CASE("csv names the line of a ragged row and of an open quote") {
  CHECK(error_of("csv", "a,b\n1,2\n3\n4,5\n") == "data:3: row 1 has 1 cells, the table has 2 columns");
  CHECK(rows_of("csv", "a,b\n1,2\n3\n\n") == R"([{"a":1,"b":2.0},{"a":3,"b":null}])");
  CHECK(rows_of("csv", "a,b\nx") == R"([{"a":"x","b":null}])");
  CHECK(error_of("csv", "a,b\n\"x\ny\",2\n3,4,5\n") == "data:4: row 1 has 3 cells, the table has 2 columns");
  CHECK(error_of("csv", "a\n\"x\ny\n") == "data:2: a quote opens here and is never closed");
  CHECK(error_of("csv", "a,a\n1,2\n") == "data:1: two columns are named 'a'");
  CHECK(error_of("csv", "a\n1\n", option("sep", "ab")) ==
        "dataset_kwargs.delimiter must be one ASCII character, not 'ab'");
}

TEST_CASE("text samples by line, paragraph or document") {
  CHECK(rows_of("text", "a\n\nb\r\nc") == R"([{"text":"a"},{"text":""},{"text":"b"},{"text":"c"}])");
  CHECK(rows_of("text", "a\nb", option("keep_linebreaks", true)) == R"([{"text":"a\n"},{"text":"b"}])");
  CHECK(rows_of("text", "a\nb\n\nc\n\n\n\nd\n", option("sample_by", "paragraph")) ==
        R"([{"text":"a\nb"},{"text":"c"},{"text":"d\n"}])");
  CHECK(rows_of("text", "a\n\nb\n", option("sample_by", "document")) == R"([{"text":"a\n\nb\n"}])");
  CHECK(error_of("text", "a", option("sample_by", "word")) ==
        "dataset_kwargs.sample_by must be line, paragraph or document, not 'word'");
}

TEST_CASE("squad flattens articles to one row a question") {
  const std::string json =
      R"({"version":"1.1","data":[{"title":"T","paragraphs":[{"context":"C","qas":[)"
      R"({"id":"1","question":"Q","answers":[{"text":"x","answer_start":3},{"text":"y","answer_start":5}]},)"
      R"({"id":"2","question":"R","is_impossible":true,"answers":[]}]}]}]})";
  CHECK(rows_of("squad", json) ==
        R"([{"id":"1","title":"T","context":"C","question":"Q","answers":{"text":["x","y"],"answer_start":[3,5]}},)"
        R"({"id":"2","title":"T","context":"C","question":"R","answers":{"text":[],"answer_start":[]}}])");
  CHECK(error_of("squad", R"({"data":[{"paragraphs":[{"context":"C","qas":[{"id":"1","answers":[]}]}]}]})") ==
        "data: data[0].paragraphs[0].qas[0] has no 'question'");
}

TEST_CASE("wikitext gives an article a row, whole") {
  const std::string text = " \n = One = \n \n a = b \n \n = = Part = = \n \n c \n \n = Two = \n \n d \n";
  CHECK(rows_of("wikitext", text) ==
        R"([{"page":" = One = \n \n a = b \n \n = = Part = = \n \n c \n \n"},{"page":" = Two = \n \n d \n"}])");
}
