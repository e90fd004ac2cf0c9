#include "template/library/parameters.h"

#include <algorithm>

#include "template/values/fault.h"
#include "template/values/missing.h"
#include "template/values/truth.h"

namespace coldread::jinja {

Parameters::Parameters(std::string_view function, const Arguments& arguments,
                       std::initializer_list<std::string_view> names, std::size_t required)
    : function_(function) {
  const std::string called(function);
  if (arguments.count > names.size()) {
    fail(called + "() takes at most " + std::to_string(names.size()) + " arguments, got " +
         std::to_string(arguments.count));
  }
  std::copy_n(arguments.positional, arguments.count, values_.begin());
  for (std::size_t k = 0; k < arguments.keyword_count; ++k) {
    const Keyword& keyword = arguments.keywords[k];
    const auto* found = std::find(names.begin(), names.end(), keyword.name);
    const std::string name(keyword.name);
    if (found == names.end()) fail(called + "() got an unexpected keyword argument '" + name + "'");
    Item& value = values_[static_cast<std::size_t>(found - names.begin())];
    if (!value.is_absent()) fail(called + "() got multiple values for argument '" + name + "'");
    value = keyword.value;
  }
  for (std::size_t i = 0; i < required; ++i) {
    if (!values_[i].is_absent()) continue;
    std::string_view name = names.begin()[i];
    if (name.starts_with('/')) name.remove_prefix(1);
    fail(called + "() misses its argument '" + std::string(name) + "'");
  }
}

void Parameters::wrong_type(std::size_t i, std::string_view wanted) const {
  need_defined(values_[i]);
  fail(std::string(function_) + "() wants " + std::string(wanted) + " as argument " + std::to_string(i + 1) +
       ", not '" + std::string(type_name(values_[i])) + "'");
}

std::string_view Parameters::text(std::size_t i) const {
  if (!values_[i].is_text()) wrong_type(i, "a string");
  return values_[i].bytes();
}

std::int64_t Parameters::integer(std::size_t i) const {
  if (!values_[i].is_integral()) wrong_type(i, "an integer");
  return values_[i].as_integer();
}

bool Parameters::truth_or(std::size_t i, bool otherwise) const {
  return given(i) ? coldread::jinja::truth(values_[i]) : otherwise;
}

}  // namespace coldread::jinja
