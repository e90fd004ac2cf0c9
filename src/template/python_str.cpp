#include <limits>
#include <string>

#include "template/template.h"
#include "template/text/python_text.h"
#include "template/values/fault.h"
#include "template/values/runtime.h"
#include "template/values/to_item.h"

namespace coldread {
namespace {

std::string python_text(const Value& value, void (*write)(jinja::Runtime&, std::string&, const jinja::Item&)) {
  TemplateLimits limits;
  limits.steps = std::numeric_limits<std::size_t>::max();
  limits.output_bytes = std::numeric_limits<std::size_t>::max();
  try {
    jinja::Runtime runtime(limits, TemplateDialect::task);
    std::string text;
    write(runtime, text, jinja::to_item(runtime, value));
    return text;
  } catch (const jinja::Fault& fault) {
    throw Error(ErrorCode::usage, fault.message);
  }
}

}  // namespace

std::string python_str(const Value& value) {
  return python_text(value, jinja::write_str);
}

std::string python_repr(const Value& value) {
  return python_text(value, jinja::write_repr);
}

}  // namespace coldread
