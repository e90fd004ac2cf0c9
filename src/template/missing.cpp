#include "template/missing.h"

#include "template/fault.h"
#include "template/python_text.h"
#include "template/runtime.h"

namespace coldread::jinja {
namespace {

Item undefined(Runtime& runtime, Missing missing) {
  missing.lenient = runtime.chat();
  return Item(runtime.make<Missing>(missing));
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
      return "'" + name + "' is undefined";
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

Item undefined_variable(Runtime& runtime, std::string_view name) {
  return undefined(runtime, {.form = Missing::Form::variable, .name = name, .owner = {}, .key = {}});
}

Item undefined_attribute(Runtime& runtime, const Item& owner, std::string_view name) {
  return undefined(runtime, {.form = Missing::Form::attribute, .name = name, .owner = type_name(owner), .key = {}});
}

Item undefined_element(Runtime& runtime, const Item& owner, const Item& key) {
  return undefined(runtime, {.form = Missing::Form::element, .name = {}, .owner = type_name(owner), .key = key});
}

Item undefined_hint(Runtime& runtime, std::string_view hint) {
  return undefined(runtime, {.form = Missing::Form::hint, .name = hint, .owner = {}, .key = {}});
}

}  // namespace coldread::jinja
