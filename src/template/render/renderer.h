#pragma once

#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "api/value.h"
#include "template/render/scope.h"
#include "template/syntax/ast.h"
#include "template/values/runtime.h"

namespace coldread::jinja {

/// One render of a template: scopes, output and the context's variables.
class Renderer : public Runtime {
 public:
  Renderer(const Ast& ast, const Value& context, const TemplateLimits& limits, TemplateDialect dialect);

  std::string run();

  Item evaluate(const Expression& expression);
  Flow execute(const Body& body);
  const Ast& ast() const { return ast_; }

  // Variables.
  Item variable(int id);
  void assign(const Target& target, const Item& value);
  void bind(int id, const Item& value);
  Scope* scope() { return scope_; }
  Scope* root() { return root_; }
  void capture_scope();  ///< keeps the present scopes for a macro made here

  /// A scope below the given one, current while this lives.
  class Entered {
   public:
    Entered(Renderer& renderer, Scope* parent);
    ~Entered();
    Entered(const Entered&) = delete;
    Entered& operator=(const Entered&) = delete;
    /// An empty scope in its place: for the next turn of a loop.
    void renew();

   private:
    Renderer& renderer_;
    Scope* before_;
    Scope* own_;
  };

  // Output.
  void write(std::string_view text);
  void write_value(const Item& value);
  /// What the body writes, as an item. Jumps out of the body are passed on through flow.
  Item capture(const Body& body, Flow* flow = nullptr);
  const Item& captured() const { return captured_; }
  void set_captured(const Item& text) { captured_ = text; }

  /// Calls whatever can be called.
  Item call(const Item& callee, const Arguments& arguments);

 private:
  friend class Entered;
  Scope* take_scope(Scope* parent);
  void give_scope(Scope* scope);
  Item from_context(int id);

  const Ast& ast_;
  const Value& context_;
  std::pmr::vector<Item> context_items_;  ///< by name, absent until first used
  std::pmr::vector<Scope*> free_scopes_;
  Scope* root_;
  Scope* scope_;
  std::string out_;
  Item captured_;
};

}  // namespace coldread::jinja
