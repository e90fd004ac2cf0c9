#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "template/values/compare.h"
#include "template/values/item.h"
#include "template/values/number_arithmetic.h"

namespace coldread::jinja {

class Renderer;
struct FilterEntry;
struct TestEntry;

/// An expression. Renderer::evaluate is the way to evaluate one: it keeps the budget and places faults.
struct Expression {
  explicit Expression(std::size_t where) : offset(where) {}
  virtual ~Expression() = default;
  virtual Item evaluate(Renderer& renderer) const = 0;

  std::size_t offset;
  int height = 1;  ///< of the tree below, this node included
};
using ExpressionPtr = std::unique_ptr<Expression>;

struct Constant : Expression {
  Constant(std::size_t where, Item constant) : Expression(where), item(constant) {}
  Constant(std::size_t where, std::string constant);
  Item evaluate(Renderer&) const override { return item; }

  std::string bytes;  ///< what text views
  Text text;
  Item item;
};

struct Name : Expression {
  Name(std::size_t where, int number) : Expression(where), id(number) {}
  Item evaluate(Renderer& renderer) const override;

  int id;  ///< index into Program::names
};

/// A list or tuple literal.
struct SequenceLiteral : Expression {
  SequenceLiteral(std::size_t where, bool is_tuple) : Expression(where), tuple(is_tuple) {}
  Item evaluate(Renderer& renderer) const override;

  bool tuple;
  std::vector<ExpressionPtr> items;
};

struct DictLiteral : Expression {
  using Expression::Expression;
  Item evaluate(Renderer& renderer) const override;

  std::vector<std::pair<ExpressionPtr, ExpressionPtr>> entries;
};

struct Unary : Expression {
  enum class Kind { negate, plus, not_ };
  Unary(std::size_t where, Kind which, ExpressionPtr inner)
      : Expression(where), kind(which), operand(std::move(inner)) {}
  Item evaluate(Renderer& renderer) const override;

  Kind kind;
  ExpressionPtr operand;
};

struct Binary : Expression {
  Binary(std::size_t where, Operator which, ExpressionPtr a, ExpressionPtr b)
      : Expression(where), op(which), left(std::move(a)), right(std::move(b)) {}
  Item evaluate(Renderer& renderer) const override;

  Operator op;
  ExpressionPtr left;
  ExpressionPtr right;
};

/// and, or: the value is the operand that decides.
struct Logical : Expression {
  Logical(std::size_t where, bool is_and, ExpressionPtr a, ExpressionPtr b)
      : Expression(where), conjunction(is_and), left(std::move(a)), right(std::move(b)) {}
  Item evaluate(Renderer& renderer) const override;

  bool conjunction;
  ExpressionPtr left;
  ExpressionPtr right;
};

/// a ~ b ~ c
struct Concatenation : Expression {
  using Expression::Expression;
  Item evaluate(Renderer& renderer) const override;

  std::vector<ExpressionPtr> parts;
};

/// a < b <= c ...
struct ComparisonChain : Expression {
  using Expression::Expression;
  Item evaluate(Renderer& renderer) const override;

  ExpressionPtr first;
  std::vector<std::pair<Comparison, ExpressionPtr>> rest;
};

/// yes if test else no; no may be missing.
struct Conditional : Expression {
  using Expression::Expression;
  Item evaluate(Renderer& renderer) const override;

  ExpressionPtr test;
  ExpressionPtr yes;
  ExpressionPtr no;
};

struct Attribute : Expression {
  Attribute(std::size_t where, ExpressionPtr object, std::string attribute)
      : Expression(where), owner(std::move(object)), name(std::move(attribute)) {}
  Item evaluate(Renderer& renderer) const override;

  ExpressionPtr owner;
  std::string name;
};

struct Element : Expression {
  Element(std::size_t where, ExpressionPtr object, ExpressionPtr index)
      : Expression(where), owner(std::move(object)), key(std::move(index)) {}
  Item evaluate(Renderer& renderer) const override;

  ExpressionPtr owner;
  ExpressionPtr key;
};

/// owner[start:stop:step]; a bound left out is null.
struct Slice : Expression {
  using Expression::Expression;
  Item evaluate(Renderer& renderer) const override;

  ExpressionPtr owner;
  ExpressionPtr start;
  ExpressionPtr stop;
  ExpressionPtr step;
};

struct CallArguments {
  std::vector<ExpressionPtr> positional;
  std::vector<std::pair<std::string, ExpressionPtr>> keywords;
  ExpressionPtr spread;       ///< *expression
  ExpressionPtr spread_dict;  ///< **expression
};

struct Call : Expression {
  using Expression::Expression;
  Item evaluate(Renderer& renderer) const override { return evaluate_with(renderer, Item()); }
  /// caller, if it is there, is passed as the keyword argument of that name.
  Item evaluate_with(Renderer& renderer, const Item& caller) const;

  ExpressionPtr callee;
  CallArguments arguments;
};

/// The text a filter block or a filtered set block has captured.
struct Captured : Expression {
  using Expression::Expression;
  Item evaluate(Renderer& renderer) const override;
};

/// input | name(arguments)
struct Filtered : Expression {
  using Expression::Expression;
  Item evaluate(Renderer& renderer) const override;

  ExpressionPtr input;
  std::string name;
  const FilterEntry* filter = nullptr;  ///< null: unknown, a fault when it is reached
  CallArguments arguments;
};

/// input is name(arguments)
struct Tested : Expression {
  using Expression::Expression;
  Item evaluate(Renderer& renderer) const override;

  ExpressionPtr input;
  std::string name;
  const TestEntry* test = nullptr;
  CallArguments arguments;
};

/// What a value is assigned to: a name, an attribute of a namespace, or several targets.
struct Target {
  std::size_t offset = 0;
  int id = -1;
  std::string attribute;  ///< of the namespace that id names; empty for a plain name
  bool tuple = false;
  std::vector<Target> parts;
};

/// How a statement ended.
enum class Flow { next, break_, continue_ };

struct Statement {
  explicit Statement(std::size_t where) : offset(where) {}
  virtual ~Statement() = default;
  virtual Flow execute(Renderer& renderer) const = 0;

  std::size_t offset;
};
using Body = std::vector<std::unique_ptr<Statement>>;

struct Data : Statement {
  Data(std::size_t where, std::string content) : Statement(where), text(std::move(content)) {}
  Flow execute(Renderer& renderer) const override;

  std::string text;
};

struct Print : Statement {
  Print(std::size_t where, ExpressionPtr value) : Statement(where), expression(std::move(value)) {}
  Flow execute(Renderer& renderer) const override;

  ExpressionPtr expression;
};

struct If : Statement {
  using Statement::Statement;
  Flow execute(Renderer& renderer) const override;

  std::vector<std::pair<ExpressionPtr, Body>> branches;
  Body otherwise;
};

struct For : Statement {
  using Statement::Statement;
  Flow execute(Renderer& renderer) const override;

  Target target;
  ExpressionPtr iterable;
  ExpressionPtr test;  ///< may be null
  bool recursive = false;
  Body body;
  Body otherwise;
};

struct Set : Statement {
  using Statement::Statement;
  Flow execute(Renderer& renderer) const override;

  Target target;
  ExpressionPtr value;
};

/// {% set x %}...{% endset %}, {% set x | filter %}...{% endset %}
struct SetBlock : Statement {
  using Statement::Statement;
  Flow execute(Renderer& renderer) const override;

  Target target;
  ExpressionPtr value;  ///< Captured, possibly filtered
  Body body;
};

struct With : Statement {
  using Statement::Statement;
  Flow execute(Renderer& renderer) const override;

  std::vector<std::pair<Target, ExpressionPtr>> bindings;
  Body body;
};

/// What a macro and the body of a call block share.
struct Callable {
  std::string name;
  std::vector<std::pair<int, std::string>> parameters;
  std::vector<ExpressionPtr> defaults;  ///< of the last parameters
  Body body;
  bool uses_caller = false;
  bool uses_varargs = false;
  bool uses_kwargs = false;
};

struct Macro : Statement {
  using Statement::Statement;
  Flow execute(Renderer& renderer) const override;

  int id = -1;
  Callable callable;
};

struct CallBlock : Statement {
  using Statement::Statement;
  Flow execute(Renderer& renderer) const override;

  std::unique_ptr<Call> call;
  Callable caller;
};

struct FilterBlock : Statement {
  using Statement::Statement;
  Flow execute(Renderer& renderer) const override;

  ExpressionPtr value;
  Body body;
};

/// {% block name %}: rendered in place, with the template's own variables only unless it is scoped.
struct Block : Statement {
  using Statement::Statement;
  Flow execute(Renderer& renderer) const override;

  std::string name;
  bool scoped = false;
  Body body;
};

/// A body with names of its own and nothing else.
struct Group : Statement {
  using Statement::Statement;
  Flow execute(Renderer& renderer) const override;

  Body body;
};

struct Jump : Statement {
  Jump(std::size_t where, Flow which) : Statement(where), flow(which) {}
  Flow execute(Renderer&) const override { return flow; }

  Flow flow;
};

// Numbers of names that the renderer itself binds; Ast::names begins with them.
inline constexpr int kLoopName = 0;
inline constexpr int kCallerName = 1;
inline constexpr int kVarargsName = 2;
inline constexpr int kKwargsName = 3;
inline constexpr int kSelfName = 4;

/// A parsed template.
struct Ast {
  Body body;
  std::vector<std::string> names;  ///< of variables; nodes hold indices
  std::vector<const Block*> blocks;
};

}  // namespace coldread::jinja
