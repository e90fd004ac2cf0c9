#include "template/library/lookup.h"

#include "template/library/methods.h"
#include "template/values/mapping.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"
#include "template/values/subscript.h"

namespace coldread::jinja {
namespace {

/// What stands for a method that the dialect refuses: an undefined value that says so when it is called.
Item refused(Runtime& runtime, const Item& owner, std::string_view name) {
  const Item hint = runtime.text("'" + std::string(name) + "' of a '" + std::string(type_name(owner)) +
                                 "' is refused: chat templates run in a sandbox that changes no list or dict");
  return undefined_hint(runtime, hint.bytes());
}

/// Python's attributes of int, bool and float; absent where it is none of them.
Item number_part(const Item& number, std::string_view name) {
  const bool whole = number.is_integral();
  if (name == "real") return whole ? Item::integer(number.as_integer()) : number;
  if (name == "imag") return whole ? Item::integer(0) : Item::real(0);
  if (whole && name == "numerator") return Item::integer(number.as_integer());
  if (whole && name == "denominator") return Item::integer(1);
  return {};
}

}  // namespace

Item own_attribute(Runtime& runtime, const Item& owner, std::string_view name) {
  if (owner.is_object()) return owner.object().attribute(runtime, name);
  if (owner.is_tuple() && owner.sequence().group && (name == "grouper" || name == "list")) {
    return owner.sequence().items[name == "list" ? 1 : 0];
  }
  if (owner.kind() == Item::Kind::range && (name == "start" || name == "stop" || name == "step")) {
    const Range& range = owner.range();
    return Item::integer(name == "start" ? range.start : name == "stop" ? range.stop : range.step);
  }
  if (owner.is_number()) {
    if (const Item part = number_part(owner, name); !part.is_absent()) return part;
  }
  const Method* method = find_method(owner, name);
  if (method == nullptr) return {};
  return allowed(runtime, *method) ? bind_method(runtime, owner, *method) : refused(runtime, owner, name);
}

Item get_attribute(Runtime& runtime, const Item& owner, std::string_view name) {
  need_defined(owner);
  const Item found = own_attribute(runtime, owner, name);
  if (!found.is_absent()) return found;
  if (owner.is_dict()) {
    if (const Item* value = owner.mapping().find(runtime, runtime.borrowed(name))) return *value;
  }
  return undefined_attribute(runtime, owner, name);
}

Item get_element(Runtime& runtime, const Item& owner, const Item& key) {
  need_defined(owner);
  const Item found = find_element(runtime, owner, key);
  if (!found.is_absent()) return found;
  if (!key.is_text()) return undefined_element(runtime, owner, key);
  const Item named = own_attribute(runtime, owner, key.bytes());
  return named.is_absent() ? undefined_attribute(runtime, owner, key.bytes()) : named;
}

}  // namespace coldread::jinja
