#include "template/render/renderer.h"

#include "template/library/globals.h"
#include "template/render/self.h"
#include "template/text/python_text.h"
#include "template/values/cursor.h"
#include "template/values/dialect.h"
#include "template/values/fault.h"
#include "template/values/limits.h"
#include "template/values/missing.h"
#include "template/values/to_item.h"

namespace coldread::jinja {

Renderer::Renderer(const Ast& ast, const Value& context, const TemplateLimits& limits, TemplateDialect dialect)
    : Runtime(limits, dialect),
      ast_(ast),
      context_(context),
      context_items_(ast.names.size(), memory()),
      free_scopes_(memory()),
      root_(take_scope(nullptr)),
      scope_(root_) {}

std::string Renderer::run() {
  execute(ast_.body);
  return std::move(out_);
}

Item Renderer::evaluate(const Expression& expression) {
  try {
    spend();
    const Level level(*this);
    return expression.evaluate(*this);
  } catch (Fault& fault) {
    if (fault.offset == Fault::kNoOffset) fault.offset = expression.offset;
    throw;
  }
}

Flow Renderer::execute(const Body& body) {
  for (const auto& statement : body) {
    try {
      spend();
      const Level level(*this);
      const Flow flow = statement->execute(*this);
      if (flow != Flow::next) return flow;
    } catch (Fault& fault) {
      if (fault.offset == Fault::kNoOffset) fault.offset = statement->offset;
      throw;
    }
  }
  return Flow::next;
}

Item Renderer::variable(int id) {
  for (Scope* scope = scope_; scope != nullptr; scope = scope->parent) {
    if (const Item* found = scope->find(id)) return *found;
  }
  Item& item = context_items_[static_cast<std::size_t>(id)];
  if (!item.is_absent()) return item;
  const Item found = from_context(id);
  if (!found.is_undefined()) item = found;  // Jinja makes an undefined value anew at each use
  return found;
}

Item Renderer::from_context(int id) {
  const std::string& name = ast_.names[static_cast<std::size_t>(id)];
  if (const Value* value = context_.find(name)) return to_item(*this, *value);
  if (id == kSelfName) return make_self(*this);
  const Item function = global_function(*this, name);
  if (!function.is_absent()) return function;
  return undefined_variable(*this, name, context_);
}

void Renderer::bind(int id, const Item& value) {
  if (Item* present = scope_->find(id)) {
    *present = value;
  } else {
    scope_->bindings.push_back({id, value});
  }
}

void Renderer::assign(const Target& target, const Item& value) {
  if (!target.tuple) {
    if (target.attribute.empty()) return bind(target.id, value);
    return set_attribute(*this, variable(target.id), target.attribute, value);
  }
  if (value.is_undefined()) fail_undefined(value);
  if (!iterable(value)) fail("cannot unpack non-iterable " + std::string(type_name(value)) + " object", target.offset);
  const Sequence* parts = value.is_sequence() ? &value.sequence() : collect(*this, value);
  if (parts->items.size() != target.parts.size()) {
    fail("cannot unpack " + std::to_string(parts->items.size()) + " values into " +
             std::to_string(target.parts.size()) + " names",
         target.offset);
  }
  for (std::size_t i = 0; i < target.parts.size(); ++i) {
    const Item part = parts->items[i];
    assign(target.parts[i], part);
  }
}

void Renderer::capture_scope() {
  for (Scope* scope = scope_; scope != nullptr && !scope->captured; scope = scope->parent) scope->captured = true;
}

Scope* Renderer::take_scope(Scope* parent) {
  if (free_scopes_.empty()) return make<Scope>(parent, std::pmr::vector<Scope::Binding>(memory()), false);
  Scope* scope = free_scopes_.back();
  free_scopes_.pop_back();
  scope->parent = parent;
  return scope;
}

void Renderer::give_scope(Scope* scope) {
  if (scope->captured) return;
  scope->bindings.clear();
  free_scopes_.push_back(scope);
}

Renderer::Entered::Entered(Renderer& renderer, Scope* parent)
    : renderer_(renderer), before_(renderer.scope_), own_(renderer.take_scope(parent)) {
  renderer_.scope_ = own_;
}

Renderer::Entered::~Entered() {
  renderer_.scope_ = before_;
  renderer_.give_scope(own_);
}

void Renderer::Entered::renew() {
  if (!own_->captured) {
    own_->bindings.clear();
    return;
  }
  own_ = renderer_.take_scope(own_->parent);
  renderer_.scope_ = own_;
}

void Renderer::write(std::string_view text) {
  spend_bytes(text.size());
  out_ += text;
  if (out_.size() > limits().output_bytes) {
    fail("the output is over the limit of " + std::to_string(limits().output_bytes) + " bytes");
  }
}

void Renderer::write_value(const Item& value) {
  if (value.is_text()) return write(value.bytes());
  const std::size_t before = out_.size();
  write_str(*this, out_, value);
  spend_bytes(out_.size() - before);
  if (out_.size() > limits().output_bytes) write({});
}

Item Renderer::capture(const Body& body, Flow* flow) {
  std::string outer;
  outer.swap(out_);
  const Flow ended = execute(body);
  if (flow != nullptr) *flow = ended;
  const Item text = Runtime::text(out_);
  out_.swap(outer);
  return text;
}

Item Renderer::call(const Item& callee, const Arguments& arguments) {
  need_defined(callee);
  if (!callee.is_object()) fail("'" + std::string(type_name(callee)) + "' object is not callable");
  return callee.object().call(*this, arguments);
}

}  // namespace coldread::jinja
