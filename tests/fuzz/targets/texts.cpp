#include <array>
#include <string>
#include <vector>

#include "base/regex.h"
#include "base/unicode.h"
#include "dataset/format.h"
#include "fuzz/targets.h"
#include "io/encoding.h"
#include "io/json.h"
#include "io/json_data.h"
#include "io/yaml.h"
#include "template/template.h"

namespace coldread::fuzz {

void fuzz_json(std::string_view input) {
  const Value value = parse_json(input, "input");
  const std::string text = to_json(value);
  if (to_json(parse_json(text, "output")) != text) broken("JSON that was written reads back as another value");
}

/// The same text as data, where NaN and the infinities are numbers.
void fuzz_json_data(std::string_view input) {
  const std::string origin = "input";
  const std::string text = to_json(parse_json_data(input, {.origin = origin}));
  if (to_json(parse_json_data(text, {.origin = origin})) != text)
    broken("data that was written reads back as another value");
}

/// The first byte chooses the encoding. What is decoded is UTF-8 whatever the bytes.
void fuzz_encoding(std::string_view input) {
  constexpr std::array kNames{"latin-1", "utf-16", "utf-16-be", "utf-32", "cp1252", "gb18030", "shift_jis", "utf-8"};
  const std::string name = kNames[take_byte(input) % kNames.size()];
  const std::string kind(binary_kind(input));
  if (!is_valid_utf8(decode(input, name, "input"))) broken("decoded text is UTF-8");
  if (first_bad_byte(input, "input").has_value() == is_valid_utf8(input))
    broken("a bad byte is found where there is one");
}

void fuzz_yaml(std::string_view input) {
  const YamlNode node = parse_yaml(input, "input.yaml");
  to_json(to_value(node));
}

/// Over a context that has every kind of value. The first byte chooses the dialect.
void fuzz_template(std::string_view input) {
  static const Value context = parse_json(
      R"({"s": "Text, ünï <b>", "e": "", "i": 3, "f": 2.5, "b": true, "n": null, "l": ["b", "a", 2, [1]], "d": {"k": "v", "x": [1, 2]},
          "messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}], "add_generation_prompt": true})",
      "context");
  const TemplateDialect dialect = take_byte(input) % 2 == 0 ? TemplateDialect::task : TemplateDialect::chat;
  const Template compiled(input, {}, {.steps = 20'000, .output_bytes = 1u << 18u, .depth = 100}, dialect);
  if (compiled.render(context).size() > (1u << 18u)) broken("the output is over its limit");
}

/// A pattern, a NUL, a text. The first byte holds the flags.
void fuzz_regex(std::string_view input) {
  const unsigned flags = take_byte(input);
  const std::size_t end = std::min(input.find('\0'), input.size());
  const std::string_view text = input.substr(std::min(end + 1, input.size())).substr(0, 200);
  const Regex regex(input.substr(0, std::min<std::size_t>(end, 200)), {.ignore_case = (flags & 1u) != 0,
                                                                       .multi_line = (flags & 2u) != 0,
                                                                       .dot_all = (flags & 4u) != 0,
                                                                       .verbose = (flags & 8u) != 0,
                                                                       .ascii = (flags & 16u) != 0});
  for (const RegexMatch& match : regex.find_iter(text)) {
    for (std::size_t g = 0; g <= regex.group_count(); ++g) match[g].of(text);
  }
  regex.split(text);
  regex.match(text);
  regex.fullmatch(text);
}

/// Each format of data files, by the first byte.
void fuzz_data(std::string_view input) {
  const std::vector<DatasetFormat>& formats = dataset_formats();
  const unsigned choice = take_byte(input);
  const DatasetFormat& format = formats[choice % formats.size()];
  Dict options;
  if (format.name == "json" && choice >= 128) options.set("field", "data");
  List rows = format.read({.text = input, .origin = "input"}, options);
  if (format.unify != nullptr) rows = format.unify(std::move(rows));
  for (const Value& row : rows) {
    if (!row.is_dict()) broken("a row that is no dict");
  }
}

}  // namespace coldread::fuzz
