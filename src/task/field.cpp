#include "task/field.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fmt/format.h>
#include <utility>

#include "base/error.h"
#include "base/suggest.h"
#include "base/unicode.h"
#include "task/python_functions.h"

namespace coldread {
namespace {

/// One document may be a whole corpus: time and room for texts of a few MiB on their way through several filters.
constexpr TemplateLimits kLimits{.steps = 50'000'000, .output_bytes = 128u << 20u};

/// Errors inside a template count from its own first character where that does not stand in the file as it is.
Place template_place(const YamlNode& node) {
  if (node.text_line > 0) return {.file = *node.file, .line = node.text_line, .column = node.text_column};
  return {.file = to_string(node.place()) + "in the template", .line = 1, .column = 1};
}

/// An error of a template, "FILE:LINE:COLUMN: reason", in its parts.
struct TemplateError {
  Place place;
  std::string reason;
};
TemplateError parts_of(const std::string& message, const std::string& file) {
  TemplateError error{.place = {}, .reason = message};
  if (!message.starts_with(file + ":")) return error;
  const char* const end = message.data() + message.size();
  const char* at = message.data() + file.size() + 1;
  for (int* number : {&error.place.line, &error.place.column}) {
    const auto [next, code] = std::from_chars(at, end, *number);
    if (code != std::errc() || next == end || *next != ':') return {.place = {}, .reason = message};
    at = next + 1;
  }
  error.place.file = file;
  error.reason = std::string(strip_left(std::string_view(at, end)));
  return error;
}

bool all_digits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::int64_t> parse_index(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// Whether a template's text holds the name as a word of its own.
bool names(std::string_view source, std::string_view name) {
  const auto is_word = [&](std::size_t at) {
    return at < source.size() && (std::isalnum(static_cast<unsigned char>(source[at])) != 0 || source[at] == '_');
  };
  for (std::size_t at = source.find(name); at != std::string_view::npos && !name.empty();
       at = source.find(name, at + 1)) {
    if ((at == 0 || !is_word(at - 1)) && !is_word(at + name.size())) return true;
  }
  return false;
}

/// "; did you mean 'x'?" or the columns, after a message that says 'y' is undefined and no more.
std::string nearest_column(const std::string& message, const Value& fields) {
  const std::size_t end = message.find("' is undefined");
  const std::size_t start = end == std::string::npos ? end : message.rfind('\'', end - 1);
  if (start == std::string::npos || message.find("did you mean", end) != std::string::npos) return "";
  std::vector<std::string> columns;
  for (const auto& [name, value] : fields.as_dict()) columns.push_back(name);
  const std::string near = did_you_mean(message.substr(start + 1, end - start - 1), columns);
  return near.empty() ? fmt::format("; the row's columns are: {}", fmt::join(columns, ", ")) : near;
}

}  // namespace

Field::Field(std::string key, const YamlNode& node, std::span<const std::string> columns, const RecipeUser& user)
    : key_(std::move(key)), place_(node.place()) {
  if (const RowFunction* function = port_of<RowFunction>(user, node)) {
    function_ = *function;
    return;
  }
  if (!node.is_string()) {
    constant_ = to_value(node);
    return;
  }
  const std::string& text = node.scalar.as_string();
  if (std::find(columns.begin(), columns.end(), text) != columns.end()) {
    column_ = text;
  } else {
    const Place place = template_place(node);
    template_file_ = place.file;
    template_ = std::make_shared<const Template>(text, place, kLimits);
  }
}

void Field::fail(const RowPlace& row, const std::string& message) const {
  fail_at(place_, row, message);
}

void Field::fail_at(const Place& place, const RowPlace& row, const std::string& message) const {
  throw Error(ErrorCode::usage, place,
              "task '" + row.task + "', " + key_ + ", row " + std::to_string(row.document.id) + " of split '" +
                  row.split + "': " + message);
}

Value Field::render(const RowPlace& row) const {
  try {
    return template_->render(row.document.fields);
  } catch (const Error& error) {
    const auto [place, reason] = parts_of(error.what(), template_file_);
    fail_at(place.file.empty() ? place_ : place, row, reason + nearest_column(reason, row.document.fields));
  }
}

Value Field::call(const RowPlace& row) const {
  try {
    return function_(row.document.fields);
  } catch (const Error& error) {
    fail(row, error.what());
  }
}

Value Field::evaluate(const RowPlace& row) const {
  if (function_ != nullptr) return call(row);
  if (template_ != nullptr) return render(row);
  if (!column_) return constant_;
  const Value* value = row.document.fields.find(*column_);
  if (value == nullptr) fail(row, "the row has no column '" + *column_ + "'");
  return *value;
}

std::string Field::null_column(const RowPlace& row) const {
  const std::string text = source();
  for (const auto& [name, value] : row.document.fields.as_dict()) {
    if (value.is_null() && (column_ ? *column_ == name : names(text, name))) return name;
  }
  return "";
}

std::optional<std::int64_t> as_index(const Value& value) {
  if (value.is_int()) return value.as_int();
  if (value.is_bool()) return value.as_bool() ? 1 : 0;
  return std::nullopt;
}

Value evaluate_text(const Field& field, bool has_choices, const RowPlace& row) {
  Value value = field.evaluate(row);
  if (field.is_template() && has_choices && all_digits(value.as_string())) {
    if (const auto index = parse_index(value.as_string())) return *index;
  }
  if (!value.is_string() && !as_index(value)) {
    field.fail(row, "text is needed, not " + std::string(kind_name(value.kind())));
  }
  return value;
}

Value evaluate_target(const Field& field, bool has_choices, const RowPlace& row) {
  Value value = field.evaluate(row);
  if (!field.is_template()) return value;
  const std::string& text = value.as_string();
  if (has_choices && all_digits(text)) {
    if (const auto index = parse_index(text)) return *index;
  }
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') {
    try {
      return literal_eval(text);
    } catch (const Error&) {
      return value;  // brackets around ordinary text
    }
  }
  return value;
}

std::vector<std::string> evaluate_choices(const Field& field, const RowPlace& row) {
  Value value = field.evaluate(row);
  if (field.is_template()) {
    try {
      value = literal_eval(value.as_string());
    } catch (const Error& error) {
      field.fail(row, "the rendered text is no Python list: " + std::string(error.what()));
    }
  }
  List list;
  if (value.is_list()) {
    list = value.as_list();
  } else if (value.is_dict()) {
    for (const auto& [key, choice] : value.as_dict()) list.push_back(choice);
  } else {
    field.fail(row, "a list of choices is needed, not " + std::string(kind_name(value.kind())));
  }
  if (list.empty()) field.fail(row, "the list of choices is empty");
  std::vector<std::string> choices;
  for (const Value& choice : list) choices.push_back(python_str(choice));
  return choices;
}

std::string evaluate_string(const Field& field, const RowPlace& row) {
  const Value value = field.evaluate(row);
  return value.is_string() ? value.as_string() : value.is_null() ? std::string() : python_str(value);
}

std::optional<Field> optional_field(const char* key, const std::optional<YamlNode>& node,
                                    std::span<const std::string> columns, const RecipeUser& user) {
  if (!node) return std::nullopt;
  return Field(key, *node, columns, user);
}

}  // namespace coldread
