#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/document.h"
#include "api/value.h"
#include "io/yaml.h"
#include "task/recipes/recipe.h"
#include "template/template.h"

namespace coldread {

/// Says whose document a failing template or column was: "task 'x', row 17 of split 'test'".
struct RowPlace {
  const std::string& task;
  const std::string& split;
  const Document& document;
};

/// One field of a task that speaks about a document: a column's name, a template over the columns, a Python function
/// that has a port, or a plain value.
class Field {
 public:
  /// key: the YAML's, for errors. columns: a string equal to one of them is that column. Throws Error(usage) where a
  /// template does not compile.
  Field(std::string key, const YamlNode& node, std::span<const std::string> columns, const RecipeUser& user = {});

  /// The column's value, the rendered text, or the plain value. Throws Error(usage) naming key, row and column.
  Value evaluate(const RowPlace& row) const;
  bool is_template() const { return template_ != nullptr; }
  /// The text of a template; empty for other fields.
  std::string source() const { return is_template() ? template_->source() : std::string(); }
  /// A column that is null in the row and that the field shows or names; empty where there is none.
  std::string null_column(const RowPlace& row) const;
  const Place& place() const { return place_; }
  /// Throws Error(usage): place, key, row and what is wrong.
  [[noreturn]] void fail(const RowPlace& row, const std::string& message) const;

 private:
  [[noreturn]] void fail_at(const Place& place, const RowPlace& row, const std::string& message) const;
  Value render(const RowPlace& row) const;
  Value call(const RowPlace& row) const;

  std::string key_;
  Place place_;
  Value constant_;
  std::optional<std::string> column_;
  std::string template_file_;  ///< as its errors name it
  std::shared_ptr<const Template> template_;
  RowFunction function_ = nullptr;
};

// How lm-evaluation-harness reads the fields. has_choices: the task has doc_to_choice.

/// doc_to_text: text, or the index of the right choice where the choices are contexts.
Value evaluate_text(const Field& field, bool has_choices, const RowPlace& row);
/// doc_to_target: text, an index, or a list of either ("[...]" as rendered text is read as Python).
Value evaluate_target(const Field& field, bool has_choices, const RowPlace& row);
/// doc_to_choice: a list, a dict's values, or text that is a Python list.
std::vector<std::string> evaluate_choices(const Field& field, const RowPlace& row);
/// description and gen_prefix: text.
std::string evaluate_string(const Field& field, const RowPlace& row);

/// The field of a key that may be left out.
std::optional<Field> optional_field(const char* key, const std::optional<YamlNode>& node,
                                    std::span<const std::string> columns, const RecipeUser& user = {});

/// The integer of an int or a bool (Python's True is 1).
std::optional<std::int64_t> as_index(const Value& value);

}  // namespace coldread
