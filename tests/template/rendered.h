#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "io/json.h"
#include "template/template.h"

namespace coldread {

/// The template over a context given as JSON.
inline std::string rendered(std::string_view source, std::string_view context = "{}",
                            TemplateDialect dialect = TemplateDialect::task) {
  return Template(source, {}, {}, dialect).render(parse_json(context, "context"));
}

/// The message of the error that compiling or rendering ends with; "" where there is none.
inline std::string failure(std::string_view source, std::string_view context = "{}", const Place& place = {},
                           const TemplateLimits& limits = {}) {
  try {
    Template(source, place, limits).render(parse_json(context, "context"));
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace coldread
