#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "api/value.h"
#include "base/calendar_date.h"
#include "base/error.h"
#include "template/values/dialect.h"
#include "template/values/limits.h"

namespace coldread {

/// A compiled Jinja2 template (see template/README.md for what there is of it and for the two dialects). Rendering is a
/// pure function of context and date: no I/O, no attribute of a host object, capped steps, size and depth; no
/// autoescape. Thread-safe once compiled.
class Template {
 public:
  /// Compiles. place is where the template's first character stands; errors (ErrorCode::usage) count lines and columns
  /// from it.
  explicit Template(std::string_view source, const Place& place = {}, const TemplateLimits& limits = {},
                    TemplateDialect dialect = TemplateDialect::task);
  ~Template();
  Template(Template&&) noexcept;
  Template& operator=(Template&&) noexcept;

  /// The text for a dict of variables. today: what strftime_now of the chat dialect writes.
  /// Throws Error(usage) naming place and cause.
  std::string render(const Value& context, const CalendarDate& today = {}) const;

  const std::string& source() const;

 private:
  struct Program;
  std::unique_ptr<Program> program_;
};

/// Python's ast.literal_eval on text: numbers, strings, None, True, False, lists, tuples, dicts. Throws Error(usage).
Value literal_eval(std::string_view text);

/// Python's str() and repr() of a value.
std::string python_str(const Value& value);
std::string python_repr(const Value& value);

}  // namespace coldread
