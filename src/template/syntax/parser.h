#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "template/syntax/ast.h"
#include "template/syntax/lexer.h"
#include "template/syntax/nesting.h"
#include "template/values/dialect.h"
#include "template/values/fault.h"

namespace coldread::jinja {

/// Recursive descent over the tokens of one template. Throws Fault.
class Parser {
 public:
  Parser(std::vector<Token> tokens, TemplateDialect dialect, int depth);
  Ast parse();

 private:
  // Tokens.
  const Token& now() const { return tokens_[at_]; }
  const Token& ahead() const { return tokens_[at_ + (now().is(Token::Kind::end) ? 0 : 1)]; }
  const Token& take() { return tokens_[now().is(Token::Kind::end) ? at_ : at_++]; }
  bool take_symbol(std::string_view symbol);
  bool take_name(std::string_view name);
  const Token& expect(Token::Kind kind, std::string_view what);
  void expect_symbol(std::string_view symbol);
  int name_id(std::string_view name);
  Counted nest();  ///< one level of recursion, while it lives; faults where it is too deep

  // Statements: parser.cpp.
  using Ends = std::vector<std::string_view>;
  Body body_until(const Ends& ends);
  Body statements_until(const Ends& ends);  ///< the block end, then the body; the end tag's name is next
  std::unique_ptr<Statement> statement();
  std::unique_ptr<Statement> if_statement();
  std::unique_ptr<Statement> for_statement();
  std::unique_ptr<Statement> set_statement();
  std::unique_ptr<Statement> with_statement();
  std::unique_ptr<Statement> macro_statement();
  std::unique_ptr<Statement> call_statement();
  std::unique_ptr<Statement> filter_statement();
  std::unique_ptr<Statement> block_statement();
  std::unique_ptr<Statement> autoescape_statement();
  std::unique_ptr<Statement> print_statement();
  std::unique_ptr<Statement> chat_statement();  ///< null where the tag is none of the chat dialect's
  [[noreturn]] void unknown_tag(const Token& tag) const;
  void signature(Callable& callable);
  void callable_body(Callable& callable, std::string_view end);
  Target assign_target(bool with_namespace, std::string_view end_name);
  Target single_target(bool with_namespace);
  Target name_target();

  // Expressions, from loosest to tightest: down to power() in parser_operators.cpp, the rest in parser_primaries.cpp.
  ExpressionPtr tuple(bool with_conditional, std::string_view end_name = {}, bool parenthesised = false);
  ExpressionPtr expression(bool with_conditional = true);
  ExpressionPtr conditional();
  ExpressionPtr disjunction();
  ExpressionPtr conjunction();
  ExpressionPtr negation();
  ExpressionPtr comparison();
  ExpressionPtr sum();
  ExpressionPtr concatenation();
  ExpressionPtr product();
  ExpressionPtr power();
  ExpressionPtr unary(bool with_filter = true);
  ExpressionPtr primary();
  ExpressionPtr name_or_constant();
  ExpressionPtr list_literal();
  ExpressionPtr dict_literal();
  ExpressionPtr postfix(ExpressionPtr node);
  ExpressionPtr subscript(ExpressionPtr owner);
  ExpressionPtr subscript_key(ExpressionPtr& owner);
  ExpressionPtr filters_and_tests(ExpressionPtr node);
  ExpressionPtr filter_chain(ExpressionPtr node, bool first_without_bar);
  ExpressionPtr one_filter(ExpressionPtr input);
  ExpressionPtr test(ExpressionPtr node);
  ExpressionPtr call(ExpressionPtr callee);
  CallArguments call_arguments();
  void argument(CallArguments& arguments, std::size_t where);
  std::string dotted_name();

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  TemplateDialect dialect_;
  int depth_;
  int nesting_ = 0;
  int conditional_ = 0;  ///< inside of if statements and expressions: unknown filters fault when reached
  int loops_ = 0;
  std::vector<Callable*> callables_;
  std::map<std::string, int, std::less<>> ids_;
  std::vector<std::pair<std::string, std::size_t>> open_tags_;  ///< name and offset, outermost first
  std::vector<Fault> unknown_;  ///< filters and tests that do not exist, in the order of their use
  Ast ast_;
};

}  // namespace coldread::jinja
