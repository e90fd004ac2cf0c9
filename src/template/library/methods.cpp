#include "template/library/methods.h"

#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

struct BoundMethod final : Object {
  BoundMethod(const Item& item, const Method& bound) : owner(item), method(bound) {}
  std::string_view type_name() const override { return "builtin_function_or_method"; }
  bool callable() const override { return true; }
  Item call(Runtime& runtime, const Arguments& arguments) override { return method.call(runtime, owner, arguments); }

  Item owner;
  const Method& method;
};

const Method* find(std::span<const Method> methods, std::string_view name) {
  for (const Method& method : methods) {
    if (method.name == name) return &method;
  }
  return nullptr;
}

}  // namespace

const Method* find_method(const Item& owner, std::string_view name) {
  switch (owner.kind()) {
    case Item::Kind::text: {
      for (const auto methods : {text_methods(), text_case_methods(), text_search_methods()}) {
        if (const Method* method = find(methods, name)) return method;
      }
      return nullptr;
    }
    case Item::Kind::list:
      return find(list_methods(), name);
    case Item::Kind::tuple:
    case Item::Kind::range:
      return find(tuple_methods(), name);
    case Item::Kind::dict:
      return find(dict_methods(), name);
    case Item::Kind::boolean:
    case Item::Kind::integer:
      return find(integer_methods(), name);
    case Item::Kind::real:
      return find(real_methods(), name);
    default:
      return nullptr;
  }
}

Item bind_method(Runtime& runtime, const Item& owner, const Method& method) {
  Object* bound = runtime.make<BoundMethod>(owner, method);
  return Item(bound);
}

}  // namespace coldread::jinja
