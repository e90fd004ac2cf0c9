#include "template/values/missing.h"

#include <vector>

#include "api/value.h"
#include "base/suggest.h"
#include "template/values/fault.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

Item undefined(Runtime& runtime, Missing missing) {
  missing.lenient = runtime.chat();
  return Item(runtime.make<Missing>(missing));
}

std::string suggestion(const Missing& missing) {
  std::vector<std::string> names;
  if (missing.context != nullptr && missing.context->is_dict()) {
    for (const Dict::Entry& entry : missing.context->as_dict()) names.push_back(entry.first);
  }
  return did_you_mean(missing.name, names);
}

std::string key_text(const Item& key) {
  if (key.is_text()) return "'" + std::string(key.bytes()) + "'";
  if (key.is_integral()) return std::to_string(key.as_integer());
  return "of type '" + std::string(type_name(key)) + "'";
}

}  // namespace

std::string describe(const Missing& missing) {
  const std::string name(missing.name);
  switch (missing.form) {
    case Missing::Form::variable:
      return "'" + name + "' is undefined" + suggestion(missing);
    case Missing::Form::attribute:
      return "'" + std::string(missing.owner) + "' has no attribute '" + name + "'";
    case Missing::Form::element:
      return "'" + std::string(missing.owner) + "' has no element " + key_text(missing.key);
    case Missing::Form::hint:
      break;
  }
  return name;
}

void fail_undefined(const Item& undefined) {
  fail(describe(undefined.missing()));
}

Item undefined_variable(Runtime& runtime, std::string_view name, const Value& context) {
  Missing missing;
  missing.name = name;
  missing.context = &context;
  return undefined(runtime, missing);
}

Item undefined_attribute(Runtime& runtime, const Item& owner, std::string_view name) {
  Missing missing;
  missing.form = Missing::Form::attribute;
  missing.name = name;
  missing.owner = type_name(owner);
  return undefined(runtime, missing);
}

Item undefined_element(Runtime& runtime, const Item& owner, const Item& key) {
  Missing missing;
  missing.form = Missing::Form::element;
  missing.owner = type_name(owner);
  missing.key = key;
  return undefined(runtime, missing);
}

Item undefined_hint(Runtime& runtime, std::string_view hint) {
  Missing missing;
  missing.form = Missing::Form::hint;
  missing.name = hint;
  return undefined(runtime, missing);
}

}  // namespace coldread::jinja
