#include "template/library/filters.h"
#include "template/library/tests.h"
#include "template/syntax/parser.h"
#include "template/text/number_format.h"

namespace coldread::jinja {
namespace {

std::string without_underscores(const std::string& digits) {
  std::string out;
  for (const char c : digits) {
    if (c != '_') out += c;
  }
  return out;
}

Item number_constant(const Token& token) {
  const std::string digits = without_underscores(token.text);
  if (token.is(Token::Kind::integer)) return Item::integer(*parse_integer(digits, 0));
  return Item::real(*parse_real(digits));
}

}  // namespace

ExpressionPtr Parser::unary(bool with_filter) {
  ExpressionPtr node;
  if (now().is_symbol("-") || now().is_symbol("+")) {
    const Counted nesting = nest();
    const Token& sign = take();
    const auto kind = sign.text == "-" ? Unary::Kind::negate : Unary::Kind::plus;
    const std::size_t where = sign.offset;
    auto made = std::make_unique<Unary>(where, kind, unary(false));
    grow(*made, made->operand);
    node = std::move(made);
  } else {
    node = primary();
  }
  node = postfix(std::move(node));
  return with_filter ? filters_and_tests(std::move(node)) : std::move(node);
}

ExpressionPtr Parser::primary() {
  const Token& token = now();
  const std::size_t where = token.offset;
  if (token.is(Token::Kind::name)) return name_or_constant();
  if (token.is(Token::Kind::string)) {
    std::string text = take().text;
    while (now().is(Token::Kind::string)) text += take().text;
    return std::make_unique<Constant>(where, std::move(text));
  }
  if (token.is(Token::Kind::integer) || token.is(Token::Kind::real)) {
    return std::make_unique<Constant>(where, number_constant(take()));
  }
  if (take_symbol("(")) {
    ExpressionPtr node = tuple(true, {}, true);
    expect_symbol(")");
    return node;
  }
  if (token.is_symbol("[")) return list_literal();
  if (token.is_symbol("{")) return dict_literal();
  fail("expected an expression, got " + describe(token), where);
}

ExpressionPtr Parser::name_or_constant() {
  const Token& token = take();
  const std::size_t where = token.offset;
  const std::string& name = token.text;
  if (name == "true" || name == "True") return std::make_unique<Constant>(where, Item::boolean(true));
  if (name == "false" || name == "False") return std::make_unique<Constant>(where, Item::boolean(false));
  if (name == "none" || name == "None") return std::make_unique<Constant>(where, Item::none());
  const int id = name_id(name);
  for (Callable* callable : callables_) {
    callable->uses_caller |= id == kCallerName;
    callable->uses_varargs |= id == kVarargsName;
    callable->uses_kwargs |= id == kKwargsName;
  }
  return std::make_unique<Name>(where, id);
}

ExpressionPtr Parser::list_literal() {
  auto node = std::make_unique<SequenceLiteral>(take().offset, false);
  while (!now().is_symbol("]")) {
    node->items.push_back(expression());
    grow(*node, node->items.back());
    if (!take_symbol(",")) break;
  }
  expect_symbol("]");
  return node;
}

ExpressionPtr Parser::dict_literal() {
  auto node = std::make_unique<DictLiteral>(take().offset);
  while (!now().is_symbol("}")) {
    ExpressionPtr key = expression();
    expect_symbol(":");
    node->entries.emplace_back(std::move(key), expression());
    grow(*node, node->entries.back().first);
    grow(*node, node->entries.back().second);
    if (!take_symbol(",")) break;
  }
  expect_symbol("}");
  return node;
}

ExpressionPtr Parser::postfix(ExpressionPtr node) {
  while (true) {
    if (now().is_symbol(".") || now().is_symbol("[")) {
      node = subscript(std::move(node));
    } else if (now().is_symbol("(")) {
      node = call(std::move(node));
    } else {
      return node;
    }
  }
}

ExpressionPtr Parser::subscript(ExpressionPtr owner) {
  const Token& token = take();
  const std::size_t where = token.offset;
  if (token.text == ".") {
    const Token& name = take();
    if (name.is(Token::Kind::name)) {
      auto node = std::make_unique<Attribute>(name.offset, std::move(owner), name.text);
      grow(*node, node->owner);
      return node;
    }
    if (!name.is(Token::Kind::integer)) fail("expected a name or number after '.', got " + describe(name), name.offset);
    auto node = std::make_unique<Element>(where, std::move(owner),
                                          std::make_unique<Constant>(name.offset, number_constant(name)));
    grow(*node, node->owner);
    return node;
  }
  // a[] asks for the empty tuple.
  ExpressionPtr key = now().is_symbol("]") ? std::make_unique<SequenceLiteral>(where, true) : subscript_key(owner);
  if (now().is_symbol(",")) {
    auto keys = std::make_unique<SequenceLiteral>(where, true);
    while (key != nullptr && take_symbol(",")) {
      keys->items.push_back(std::move(key));
      key = subscript_key(owner);
    }
    if (key == nullptr) fail("a slice cannot be part of a tuple", where);
    keys->items.push_back(std::move(key));
    key = std::move(keys);
  }
  expect_symbol("]");
  if (key == nullptr) return owner;  // subscript_key has made the slice of it
  auto node = std::make_unique<Element>(where, std::move(owner), std::move(key));
  grow(*node, node->owner);
  grow(*node, node->key);
  return node;
}

/// An index, or null once a slice has taken owner's place.
ExpressionPtr Parser::subscript_key(ExpressionPtr& owner) {
  const std::size_t where = now().offset;
  ExpressionPtr start;
  if (!now().is_symbol(":")) {
    start = expression();
    if (!now().is_symbol(":")) return start;
  }
  take();
  const auto bound = [&]() -> ExpressionPtr {
    const bool none = now().is_symbol(":") || now().is_symbol("]") || now().is_symbol(",");
    return none ? nullptr : expression();
  };
  auto node = std::make_unique<Slice>(where);
  node->start = std::move(start);
  node->stop = bound();
  if (take_symbol(":")) node->step = bound();
  node->owner = std::move(owner);
  for (const ExpressionPtr* part : {&node->owner, &node->start, &node->stop, &node->step}) grow(*node, *part);
  owner = std::move(node);
  return nullptr;
}

ExpressionPtr Parser::filters_and_tests(ExpressionPtr node) {
  while (true) {
    if (now().is_symbol("|")) {
      node = filter_chain(std::move(node), false);
    } else if (now().is_name("is")) {
      node = test(std::move(node));
    } else if (now().is_symbol("(")) {
      node = call(std::move(node));
    } else {
      return node;
    }
  }
}

ExpressionPtr Parser::filter_chain(ExpressionPtr node, bool first_without_bar) {
  if (first_without_bar) node = one_filter(std::move(node));
  while (take_symbol("|")) node = one_filter(std::move(node));
  return node;
}

ExpressionPtr Parser::one_filter(ExpressionPtr input) {
  auto node = std::make_unique<Filtered>(now().offset);
  node->name = dotted_name();
  node->filter = find_filter(node->name);
  if (node->filter == nullptr && conditional_ == 0) {
    unknown_.push_back({unknown_filter(node->name), node->offset});
  }
  node->input = std::move(input);
  grow(*node, node->input);
  if (now().is_symbol("(")) node->arguments = call_arguments();
  return node;
}

ExpressionPtr Parser::test(ExpressionPtr input) {
  take();
  const bool negated = take_name("not");
  auto node = std::make_unique<Tested>(now().offset);
  node->name = dotted_name();
  node->test = find_test(node->name);
  if (node->test == nullptr && conditional_ == 0) {
    unknown_.push_back({unknown_test(node->name), node->offset});
  }
  node->input = std::move(input);
  grow(*node, node->input);
  const Token& next = now();
  const bool literal = next.is(Token::Kind::string) || next.is(Token::Kind::integer) || next.is(Token::Kind::real) ||
                       next.is_symbol("[") || next.is_symbol("{");
  const bool name = next.is(Token::Kind::name) && next.text != "else" && next.text != "or" && next.text != "and";
  if (next.is_symbol("(")) {
    node->arguments = call_arguments();
  } else if (literal || name) {
    if (next.is_name("is")) fail("tests cannot be chained with 'is'", next.offset);
    node->arguments.positional.push_back(postfix(primary()));
  }
  if (!negated) return node;
  const std::size_t where = node->offset;
  auto negation = std::make_unique<Unary>(where, Unary::Kind::not_, std::move(node));
  grow(*negation, negation->operand);
  return negation;
}

std::string Parser::dotted_name() {
  std::string name = expect(Token::Kind::name, "a name").text;
  while (take_symbol(".")) name += "." + expect(Token::Kind::name, "a name").text;
  return name;
}

ExpressionPtr Parser::call(ExpressionPtr callee) {
  auto node = std::make_unique<Call>(callee->offset);
  node->callee = std::move(callee);
  grow(*node, node->callee);
  node->arguments = call_arguments();
  return node;
}

CallArguments Parser::call_arguments() {
  const std::size_t where = now().offset;
  expect_symbol("(");
  CallArguments arguments;
  while (!now().is_symbol(")")) {
    argument(arguments, where);
    if (!take_symbol(",")) break;
  }
  expect_symbol(")");
  return arguments;
}

void Parser::argument(CallArguments& arguments, std::size_t where) {
  const auto ensure = [&](bool fine) {
    if (!fine) fail("positional arguments come first, then keyword arguments, then * and **", where);
  };
  if (take_symbol("*")) {
    ensure(arguments.spread == nullptr && arguments.spread_dict == nullptr);
    arguments.spread = expression();
  } else if (take_symbol("**")) {
    ensure(arguments.spread_dict == nullptr);
    arguments.spread_dict = expression();
  } else if (now().is(Token::Kind::name) && ahead().is_symbol("=")) {
    ensure(arguments.spread_dict == nullptr);
    const Token& key = take();
    for (const auto& keyword : arguments.keywords) {
      if (keyword.first == key.text) fail("keyword argument '" + key.text + "' is given twice", key.offset);
    }
    std::string name = key.text;
    take();
    arguments.keywords.emplace_back(std::move(name), expression());
  } else {
    ensure(arguments.spread == nullptr && arguments.spread_dict == nullptr && arguments.keywords.empty());
    arguments.positional.push_back(expression());
  }
}

}  // namespace coldread::jinja
