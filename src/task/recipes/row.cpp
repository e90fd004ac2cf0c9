#include "task/recipes/row.h"

#include "base/error.h"
#include "template/template.h"

namespace coldread {
namespace {

[[noreturn]] void wrong_kind(std::string_view what, std::string_view wanted, const Value& found) {
  throw Error(ErrorCode::usage, "'" + std::string(what) + "' must be " + std::string(wanted) + ", not " +
                                    std::string(kind_name(found.kind())));
}

std::string render(const Template& program, const std::string& text) {
  Dict context;
  context.set("text", text);
  return program.render(context);
}

}  // namespace

const Value& value_at(const Value& row, std::string_view path) {
  const std::size_t dot = path.find('.');
  const std::string_view key = path.substr(0, dot);
  const Value* found = row.find(key);
  if (found == nullptr) throw Error(ErrorCode::usage, "the row has no '" + std::string(key) + "'");
  return dot == std::string_view::npos ? *found : value_at(*found, path.substr(dot + 1));
}

const std::string& text_of(const Value& value, std::string_view what) {
  if (!value.is_string()) wrong_kind(what, "text", value);
  return value.as_string();
}

const std::string& text_at(const Value& row, std::string_view path) {
  return text_of(value_at(row, path), path);
}

const List& list_at(const Value& row, std::string_view path) {
  const Value& value = value_at(row, path);
  if (!value.is_list()) wrong_kind(path, "a list", value);
  return value.as_list();
}

std::int64_t int_at(const Value& row, std::string_view path) {
  const Value& value = value_at(row, path);
  if (!value.is_int()) wrong_kind(path, "a whole number", value);
  return value.as_int();
}

std::vector<std::string> texts_at(const Value& row, std::string_view path) {
  std::vector<std::string> texts;
  for (const Value& item : list_at(row, path)) texts.push_back(text_of(item, path));
  return texts;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string capitalised(const std::string& text) {
  static const Template program("{{ text.capitalize() }}");
  return render(program, text);
}

std::string float_text(const std::string& text) {
  static const Template program("{{ text|float('') }}");
  return render(program, text);
}

}  // namespace coldread
