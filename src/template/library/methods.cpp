#include "template/library/methods.h"

#include "template/text/markup.h"
#include "template/text/python_text.h"
#include "template/values/cursor.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

struct BoundMethod final : Object {
  BoundMethod(const Item& item, const Method& bound) : owner(item), method(bound) {}
  std::string_view type_name() const override { return "builtin_function_or_method"; }
  bool callable() const override { return true; }
  Item call(Runtime& runtime, const Arguments& arguments) override {
    return call_method(runtime, owner, method, arguments);
  }

  Item owner;
  const Method& method;
};

Item escaped_item(Runtime& runtime, const Item& item) {
  return runtime.text(escaped(to_text(runtime, item)), true);
}

/// The arguments with those escaped that become a part of the text.
Arguments escaped_arguments(Runtime& runtime, const Method& method, const Arguments& arguments) {
  const std::size_t at = method.name == "join" ? 0 : 1;
  const bool has_text = method.name == "join" || method.name == "replace" || method.name == "center" ||
                        method.name == "ljust" || method.name == "rjust";
  if (!has_text || arguments.count <= at) return arguments;
  Sequence* changed = runtime.sequence(arguments.count);
  changed->items.assign(arguments.positional, arguments.positional + arguments.count);
  Item& text = changed->items[at];
  if (method.name == "join") {
    Sequence* parts = collect(runtime, text);
    for (Item& part : parts->items) part = escaped_item(runtime, part);
    text = Item::list(parts);
  } else if (text.is_text()) {
    text = escaped_item(runtime, text);
  }
  return {changed->items.data(), changed->items.size(), arguments.keywords, arguments.keyword_count};
}

/// Every text of a method's result as escaped text.
Item marked(Runtime& runtime, const Item& result) {
  if (result.is_text()) return result.as_text().markup ? result : runtime.markup(result.bytes());
  if (!result.is_sequence()) return result;
  for (Item& part : result.sequence().items) part = marked(runtime, part);
  return result;
}

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

bool allowed(const Runtime& runtime, const Method& method) {
  return !(method.changes_owner && runtime.chat());
}

Item call_method(Runtime& runtime, const Item& owner, const Method& method, const Arguments& arguments) {
  if (!owner.is_text() || !owner.as_text().markup) return method.call(runtime, owner, arguments);
  return marked(runtime, method.call(runtime, owner, escaped_arguments(runtime, method, arguments)));
}

Item bind_method(Runtime& runtime, const Item& owner, const Method& method) {
  Object* bound = runtime.make<BoundMethod>(owner, method);
  return Item(bound);
}

}  // namespace coldread::jinja
