#include "template/syntax/parser.h"

#include <algorithm>
#include <array>

#include "base/suggest.h"
#include "template/values/truth.h"

namespace coldread::jinja {

Parser::Parser(std::vector<Token> tokens, TemplateDialect dialect, int depth)
    : tokens_(std::move(tokens)), dialect_(dialect), depth_(depth) {
  for (const std::string_view name : {"loop", "caller", "varargs", "kwargs", "self"}) name_id(name);
}

Ast Parser::parse() {
  ast_.body = body_until({});
  if (!unknown_.empty()) throw unknown_.front();
  return std::move(ast_);
}

bool Parser::take_symbol(std::string_view symbol) {
  if (!now().is_symbol(symbol)) return false;
  take();
  return true;
}

bool Parser::take_name(std::string_view name) {
  if (!now().is_name(name)) return false;
  take();
  return true;
}

const Token& Parser::expect(Token::Kind kind, std::string_view what) {
  if (!now().is(kind)) fail("expected " + std::string(what) + ", got " + describe(now()), now().offset);
  return take();
}

void Parser::expect_symbol(std::string_view symbol) {
  if (!take_symbol(symbol)) {
    fail("expected '" + std::string(symbol) + "', got " + describe(now()), now().offset);
  }
}

int Parser::name_id(std::string_view name) {
  const auto found = ids_.find(name);
  if (found != ids_.end()) return found->second;
  const int id = static_cast<int>(ast_.names.size());
  ast_.names.emplace_back(name);
  ids_.emplace(name, id);
  return id;
}

Counted Parser::nest() {
  if (nesting_ >= depth_) fail("nested deeper than " + std::to_string(depth_) + " levels", now().offset);
  return Counted(nesting_);
}

Body Parser::body_until(const Ends& ends) {
  const Counted nesting = nest();
  Body body;
  while (true) {
    const Token& token = take();
    if (token.is(Token::Kind::end)) {
      if (ends.empty()) return body;
      const auto& [tag, where] = open_tags_.back();
      fail("'" + tag + "' is not closed: '{% " + std::string(ends.back()) + " %}' is missing", where);
    }
    if (token.is(Token::Kind::data)) {
      body.push_back(std::make_unique<Data>(token.offset, token.text));
    } else if (token.is(Token::Kind::print_begin)) {
      body.push_back(std::make_unique<Print>(token.offset, tuple(true)));
      expect(Token::Kind::print_end, "'}}'");
    } else {
      const bool at_end =
          std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return now().is_name(end); });
      if (at_end) return body;
      body.push_back(statement());
      expect(Token::Kind::block_end, "'%}'");
    }
  }
}

Body Parser::statements_until(const Ends& ends) {
  take_symbol(":");
  expect(Token::Kind::block_end, "'%}'");
  return body_until(ends);
}

std::unique_ptr<Statement> Parser::statement() {
  const Token tag = expect(Token::Kind::name, "the name of a tag");
  using Handler = std::unique_ptr<Statement> (Parser::*)();
  constexpr std::array<std::pair<std::string_view, Handler>, 10> kTags{{{"if", &Parser::if_statement},
                                                                        {"for", &Parser::for_statement},
                                                                        {"set", &Parser::set_statement},
                                                                        {"with", &Parser::with_statement},
                                                                        {"macro", &Parser::macro_statement},
                                                                        {"call", &Parser::call_statement},
                                                                        {"filter", &Parser::filter_statement},
                                                                        {"block", &Parser::block_statement},
                                                                        {"print", &Parser::print_statement},
                                                                        {"autoescape", &Parser::autoescape_statement}}};
  open_tags_.emplace_back(tag.text, tag.offset);
  std::unique_ptr<Statement> made;
  for (const auto& [name, handler] : kTags) {
    if (tag.text == name) made = (this->*handler)();
  }
  if (made == nullptr && dialect_ == TemplateDialect::chat) made = chat_statement();
  if (made == nullptr) unknown_tag(tag);
  open_tags_.pop_back();
  made->offset = tag.offset;
  return made;
}

void Parser::unknown_tag(const Token& tag) const {
  for (const std::string_view name : {"extends", "include", "import", "from"}) {
    if (tag.text == name) fail("'" + tag.text + "' is not available: a template stands alone", tag.offset);
  }
  if (dialect_ == TemplateDialect::task && (tag.text == "break" || tag.text == "continue")) {
    fail("'" + tag.text + "' is not available in task templates; filter the loop with 'if'", tag.offset);
  }
  if (tag.text == "else" || tag.text == "elif" || tag.text.starts_with("end")) {
    const std::string open = open_tags_.size() < 2
                                 ? "no block is open"
                                 : "the innermost open block is '" + open_tags_[open_tags_.size() - 2].first + "'";
    fail("'" + tag.text + "' does not fit here: " + open, tag.offset);
  }
  const std::vector<std::string> known = {"if",     "for",   "set",   "with",       "macro", "call",
                                          "filter", "block", "print", "autoescape", "raw"};
  fail("unknown tag '" + tag.text + "'" + did_you_mean(tag.text, known), tag.offset);
}

std::unique_ptr<Statement> Parser::if_statement() {
  const Counted counted(conditional_);
  auto node = std::make_unique<If>(0);
  while (true) {
    ExpressionPtr test = tuple(false);
    node->branches.emplace_back(std::move(test), statements_until({"elif", "else", "endif"}));
    if (take_name("elif")) continue;
    if (take_name("else")) node->otherwise = statements_until({"endif"});
    take();
    return node;
  }
}

std::unique_ptr<Statement> Parser::for_statement() {
  auto node = std::make_unique<For>(0);
  {
    const Counted counted(loops_);
    node->target = assign_target(false, "in");
  }
  if (!take_name("in")) fail("expected 'in', got " + describe(now()), now().offset);
  node->iterable = tuple(false, "recursive");
  if (take_name("if")) node->test = expression();
  node->recursive = take_name("recursive");
  {
    const Counted counted(loops_);
    node->body = statements_until({"else", "endfor"});
  }
  if (take_name("else")) node->otherwise = statements_until({"endfor"});
  take();
  return node;
}

std::unique_ptr<Statement> Parser::set_statement() {
  Target target = assign_target(true, {});
  if (take_symbol("=")) {
    auto node = std::make_unique<Set>(0);
    node->target = std::move(target);
    node->value = tuple(true);
    return node;
  }
  auto node = std::make_unique<SetBlock>(0);
  node->target = std::move(target);
  node->value = filter_chain(std::make_unique<Captured>(now().offset), false);
  node->body = statements_until({"endset"});
  take();
  return node;
}

std::unique_ptr<Statement> Parser::with_statement() {
  auto node = std::make_unique<With>(0);
  while (!now().is(Token::Kind::block_end)) {
    if (!node->bindings.empty()) expect_symbol(",");
    Target target = assign_target(false, {});
    expect_symbol("=");
    node->bindings.emplace_back(std::move(target), expression());
  }
  node->body = statements_until({"endwith"});
  take();
  return node;
}

void Parser::signature(Callable& callable) {
  expect_symbol("(");
  while (!now().is_symbol(")")) {
    if (!callable.parameters.empty()) expect_symbol(",");
    const Token& name = now();
    const Target target = name_target();
    for (const auto& parameter : callable.parameters) {
      if (parameter.first == target.id) fail("parameter '" + name.text + "' is given twice", name.offset);
    }
    callable.parameters.emplace_back(target.id, name.text);
    if (take_symbol("=")) {
      callable.defaults.push_back(expression());
    } else if (!callable.defaults.empty()) {
      fail("a parameter without default follows one with default", name.offset);
    }
  }
  expect_symbol(")");
}

void Parser::callable_body(Callable& callable, std::string_view end) {
  const std::size_t where = open_tags_.back().second;
  callables_.push_back(&callable);
  callable.body = statements_until({end});
  callables_.pop_back();
  take();
  const std::size_t first_default = callable.parameters.size() - callable.defaults.size();
  for (std::size_t i = 0; i < callable.parameters.size(); ++i) {
    const auto& parameter = callable.parameters[i];
    if (parameter.first == kCallerName && callable.uses_caller && i < first_default) {
      fail("the parameter 'caller' needs a default, or must be left out: a call block gives it", where);
    }
    if (parameter.first == kCallerName) callable.uses_caller = false;
    if (parameter.first == kVarargsName) callable.uses_varargs = false;
    if (parameter.first == kKwargsName) callable.uses_kwargs = false;
  }
}

std::unique_ptr<Statement> Parser::macro_statement() {
  auto node = std::make_unique<Macro>(0);
  node->callable.name = now().text;
  node->id = name_target().id;
  signature(node->callable);
  callable_body(node->callable, "endmacro");
  return node;
}

std::unique_ptr<Statement> Parser::call_statement() {
  auto node = std::make_unique<CallBlock>(0);
  if (now().is_symbol("(")) signature(node->caller);
  const std::size_t where = now().offset;
  ExpressionPtr called = expression();
  if (dynamic_cast<Call*>(called.get()) == nullptr) fail("expected a call", where);
  node->call.reset(static_cast<Call*>(called.release()));
  callable_body(node->caller, "endcall");
  return node;
}

std::unique_ptr<Statement> Parser::filter_statement() {
  auto node = std::make_unique<FilterBlock>(0);
  node->value = filter_chain(std::make_unique<Captured>(now().offset), true);
  node->body = statements_until({"endfilter"});
  take();
  return node;
}

std::unique_ptr<Statement> Parser::block_statement() {
  auto node = std::make_unique<Block>(0);
  const Token& name = expect(Token::Kind::name, "the block's name");
  node->name = name.text;
  for (const Block* other : ast_.blocks) {
    if (other->name == node->name) fail("block '" + node->name + "' is defined twice", name.offset);
  }
  node->scoped = take_name("scoped");
  if (now().is_name("required")) fail("a required block needs a child template, and there are none here", now().offset);
  node->body = statements_until({"endblock"});
  take();
  take_name(node->name);
  ast_.blocks.push_back(node.get());
  return node;
}

std::unique_ptr<Statement> Parser::autoescape_statement() {
  const std::size_t where = now().offset;
  const ExpressionPtr value = expression();
  const auto* constant = dynamic_cast<const Constant*>(value.get());
  if (constant == nullptr || truth(constant->item)) fail("only {% autoescape false %} is available", where);
  auto node = std::make_unique<Group>(0);
  node->body = statements_until({"endautoescape"});
  take();
  return node;
}

std::unique_ptr<Statement> Parser::print_statement() {
  auto node = std::make_unique<Group>(0);
  while (!now().is(Token::Kind::block_end)) {
    if (!node->body.empty()) expect_symbol(",");
    const std::size_t where = now().offset;
    node->body.push_back(std::make_unique<Print>(where, expression()));
  }
  return node;
}

std::unique_ptr<Statement> Parser::chat_statement() {
  const std::string& tag = open_tags_.back().first;
  const std::size_t where = open_tags_.back().second;
  if (tag == "generation") {
    auto node = std::make_unique<Group>(where);
    node->body = statements_until({"endgeneration"});
    take();
    return node;
  }
  if (tag != "break" && tag != "continue") return nullptr;
  if (loops_ == 0) fail("'" + tag + "' outside of a loop", where);
  return std::make_unique<Jump>(where, tag == "break" ? Flow::break_ : Flow::continue_);
}

Target Parser::name_target() {
  const Token& token = expect(Token::Kind::name, "a name");
  for (const std::string_view constant : {"true", "false", "none", "True", "False", "None"}) {
    if (token.text == constant) fail("cannot assign to '" + token.text + "'", token.offset);
  }
  Target target;
  target.offset = token.offset;
  target.id = name_id(token.text);
  return target;
}

Target Parser::single_target(bool with_namespace) {
  const std::size_t where = now().offset;
  if (take_symbol("(")) {
    const Counted nesting = nest();
    Target inner = assign_target(with_namespace, {});
    expect_symbol(")");
    return inner;
  }
  Target target = name_target();
  if (with_namespace && take_symbol(".")) {
    target.attribute = expect(Token::Kind::name, "a name").text;
  } else if (target.id == kLoopName && loops_ > 0) {
    fail("the loop variable cannot be assigned to", where);
  }
  return target;
}

Target Parser::assign_target(bool with_namespace, std::string_view end_name) {
  Target first = single_target(with_namespace);
  if (!now().is_symbol(",")) return first;
  Target all;
  all.offset = first.offset;
  all.tuple = true;
  all.parts.push_back(std::move(first));
  while (take_symbol(",")) {
    const bool over = now().is_symbol("=") || now().is_symbol(")") || now().is(Token::Kind::block_end) ||
                      (!end_name.empty() && now().is_name(end_name));
    if (over) break;
    all.parts.push_back(single_target(with_namespace));
  }
  return all;
}

}  // namespace coldread::jinja
