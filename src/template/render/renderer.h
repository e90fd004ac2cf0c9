#pragma once

#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "api/value.h"
#include "template/syntax/ast.h"
#include "template/values/runtime.h"

namespace coldread::jinja {

/// The names that a block, loop or macro binds. A scope outlives its block only where a macro was made in it.
struct Scope {
  struct Binding {
    int id;
    Item value;
  };
  Scope* parent = nullptr;
  std::pmr::vector<Binding> bindings;
  bool captured = false;

  Item* find(int id);
};

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

/// Evaluates the arguments of a call; they live in the renderer's arena. extra, if present, becomes the keyword caller.
Arguments evaluate_arguments(Renderer& renderer, const CallArguments& arguments, const Item& caller = {});

/// A value of the caller's context: texts are viewed, lists and dicts made anew.
Item to_item(Runtime& runtime, const Value& value);
/// absent where there is no such global function.
Item global_function(Runtime& runtime, std::string_view name);

/// The macro of a node, or the caller of a call block, with the present scope around it.
Item make_macro(Renderer& renderer, const Callable& callable);
/// The object self, whose attributes are the template's blocks.
Item make_self(Renderer& renderer);

/// Runs a loop over an iterable; depth0 counts the recursive loops around it.
Flow run_loop(Renderer& renderer, const For& node, const Item& iterable, std::int64_t depth0, Scope* outer);

/// Sets an attribute. Faults where the item is no namespace.
void set_attribute(Runtime& runtime, const Item& owner, std::string_view name, const Item& value);

}  // namespace coldread::jinja
