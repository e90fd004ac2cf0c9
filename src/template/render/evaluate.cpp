#include <algorithm>

#include "template/library/arithmetic.h"
#include "template/library/filters.h"
#include "template/library/lookup.h"
#include "template/library/methods.h"
#include "template/library/tests.h"
#include "template/render/renderer.h"
#include "template/text/python_text.h"
#include "template/values/compare.h"
#include "template/values/cursor.h"
#include "template/values/fault.h"
#include "template/values/mapping.h"
#include "template/values/missing.h"
#include "template/values/number_arithmetic.h"
#include "template/values/subscript.h"
#include "template/values/truth.h"

namespace coldread::jinja {
namespace {

Item optional(Renderer& renderer, const ExpressionPtr& expression) {
  return expression == nullptr ? Item() : renderer.evaluate(*expression);
}

void spread_positional(Renderer& renderer, const CallArguments& arguments, std::pmr::vector<Item>& positional) {
  if (arguments.spread == nullptr) return;
  const Sequence* more = collect(renderer, renderer.evaluate(*arguments.spread));
  positional.insert(positional.end(), more->items.begin(), more->items.end());
}

void spread_keywords(Renderer& renderer, const CallArguments& arguments, std::pmr::vector<Keyword>& keywords) {
  if (arguments.spread_dict == nullptr) return;
  const Item dict = renderer.evaluate(*arguments.spread_dict);
  if (!dict.is_dict()) fail("the argument after ** must be a dict, not " + std::string(type_name(dict)));
  for (const Mapping::Entry& entry : dict.mapping().entries()) {
    if (!entry.key.is_text()) fail("keywords must be strings");
    const bool twice = std::any_of(keywords.begin(), keywords.end(),
                                   [&](const Keyword& keyword) { return keyword.name == entry.key.bytes(); });
    if (twice) fail("got multiple values for keyword argument '" + std::string(entry.key.bytes()) + "'");
    keywords.push_back({entry.key.bytes(), entry.value});
  }
}

/// The arguments of a call, in the renderer's arena. caller, if it is there, becomes the keyword of that name.
Arguments evaluate_arguments(Renderer& renderer, const CallArguments& arguments, const Item& caller = {}) {
  const bool plain = arguments.positional.empty() && arguments.keywords.empty() && arguments.spread == nullptr &&
                     arguments.spread_dict == nullptr && caller.is_absent();
  if (plain) return {};
  auto* positional = renderer.make<std::pmr::vector<Item>>(renderer.memory());
  auto* keywords = renderer.make<std::pmr::vector<Keyword>>(renderer.memory());
  positional->reserve(arguments.positional.size());
  for (const ExpressionPtr& expression : arguments.positional) positional->push_back(renderer.evaluate(*expression));
  spread_positional(renderer, arguments, *positional);
  for (const auto& [name, expression] : arguments.keywords) keywords->push_back({name, renderer.evaluate(*expression)});
  spread_keywords(renderer, arguments, *keywords);
  if (!caller.is_absent()) keywords->push_back({"caller", caller});
  return {positional->data(), positional->size(), keywords->data(), keywords->size()};
}

}  // namespace

// evaluate() of every expression of syntax/ast.h.

Item Name::evaluate(Renderer& renderer) const {
  return renderer.variable(id);
}

Item SequenceLiteral::evaluate(Renderer& renderer) const {
  Sequence* made = renderer.sequence(items.size());
  for (const ExpressionPtr& item : items) made->items.push_back(renderer.evaluate(*item));
  return tuple ? Item::tuple(made) : Item::list(made);
}

Item DictLiteral::evaluate(Renderer& renderer) const {
  Mapping* made = new_mapping(renderer);
  for (const auto& [key, value] : entries) {
    const Item made_key = renderer.evaluate(*key);
    made->set(renderer, made_key, renderer.evaluate(*value));
  }
  return Item(made);
}

Item Unary::evaluate(Renderer& renderer) const {
  const Item item = renderer.evaluate(*operand);
  switch (kind) {
    case Kind::negate:
      return negate(item);
    case Kind::plus:
      return unary_plus(item);
    case Kind::not_:
      break;
  }
  return Item::boolean(!truth(item));
}

Item Binary::evaluate(Renderer& renderer) const {
  const Item a = renderer.evaluate(*left);
  const Item b = renderer.evaluate(*right);
  return arithmetic(renderer, op, a, b);
}

Item Logical::evaluate(Renderer& renderer) const {
  const Item first = renderer.evaluate(*left);
  return truth(first) == conjunction ? renderer.evaluate(*right) : first;
}

Item Concatenation::evaluate(Renderer& renderer) const {
  std::string joined;
  for (const ExpressionPtr& part : parts) {
    const Item item = renderer.evaluate(*part);
    write_str(renderer, joined, item);
    renderer.check_bytes(joined.size());
  }
  return renderer.text(joined);
}

Item ComparisonChain::evaluate(Renderer& renderer) const {
  Item before = renderer.evaluate(*first);
  for (const auto& [comparison, expression] : rest) {
    const Item next = renderer.evaluate(*expression);
    if (!compare(renderer, comparison, before, next)) return Item::boolean(false);
    before = next;
  }
  return Item::boolean(true);
}

Item Conditional::evaluate(Renderer& renderer) const {
  if (truth(renderer.evaluate(*test))) return renderer.evaluate(*yes);
  if (no != nullptr) return renderer.evaluate(*no);
  Missing* missing = renderer.make<Missing>();
  missing->form = Missing::Form::hint;
  missing->name = "the inline if was false and has no else";
  missing->lenient = true;
  return Item(static_cast<const Missing*>(missing));
}

Item Attribute::evaluate(Renderer& renderer) const {
  return get_attribute(renderer, renderer.evaluate(*owner), name);
}

Item Element::evaluate(Renderer& renderer) const {
  const Item object = renderer.evaluate(*owner);
  return get_element(renderer, object, renderer.evaluate(*key));
}

Item Slice::evaluate(Renderer& renderer) const {
  const Item object = renderer.evaluate(*owner);
  const Item from = optional(renderer, start);
  const Item to = optional(renderer, stop);
  return get_slice(renderer, object, from, to, optional(renderer, step));
}

Item Call::evaluate_with(Renderer& renderer, const Item& caller) const {
  if (const auto* attribute = dynamic_cast<const Attribute*>(callee.get())) {
    // The usual method call: no bound method is made for it.
    const Item owner = renderer.evaluate(*attribute->owner);
    const Method* method = find_method(owner, attribute->name);
    if (method != nullptr && allowed(renderer, *method)) {
      return call_method(renderer, owner, *method, evaluate_arguments(renderer, arguments, caller));
    }
    const Item function = get_attribute(renderer, owner, attribute->name);
    return renderer.call(function, evaluate_arguments(renderer, arguments, caller));
  }
  const Item function = renderer.evaluate(*callee);
  need_defined(function);
  return renderer.call(function, evaluate_arguments(renderer, arguments, caller));
}

Item Captured::evaluate(Renderer& renderer) const {
  return renderer.captured();
}

Item Filtered::evaluate(Renderer& renderer) const {
  if (filter == nullptr) fail(unknown_filter(name));
  const Item item = renderer.evaluate(*input);
  return apply_filter(renderer, *filter, item, evaluate_arguments(renderer, arguments));
}

Item Tested::evaluate(Renderer& renderer) const {
  if (test == nullptr) fail(unknown_test(name));
  const Item item = renderer.evaluate(*input);
  return Item::boolean(test->check(renderer, item, evaluate_arguments(renderer, arguments)));
}

}  // namespace coldread::jinja
