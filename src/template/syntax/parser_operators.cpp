#include <array>
#include <optional>

#include "template/syntax/parser.h"
#include "template/values/compare.h"
#include "template/values/number_arithmetic.h"

namespace coldread::jinja {
namespace {

template <typename Node, typename... Args>
ExpressionPtr binary_node(std::size_t where, Args&&... args) {
  auto node = std::make_unique<Node>(where, std::forward<Args>(args)...);
  grow(*node, node->left);
  grow(*node, node->right);
  return node;
}

std::optional<Operator> sum_operator(const Token& token) {
  if (token.is_symbol("+")) return Operator::add;
  if (token.is_symbol("-")) return Operator::subtract;
  return std::nullopt;
}

std::optional<Operator> product_operator(const Token& token) {
  if (token.is_symbol("*")) return Operator::multiply;
  if (token.is_symbol("/")) return Operator::divide;
  if (token.is_symbol("//")) return Operator::floor_divide;
  if (token.is_symbol("%")) return Operator::modulo;
  return std::nullopt;
}

std::optional<Comparison> comparison_operator(const Token& token) {
  constexpr std::array<std::pair<std::string_view, Comparison>, 6> kSigns{{{"==", Comparison::equal},
                                                                           {"!=", Comparison::not_equal},
                                                                           {"<", Comparison::less},
                                                                           {"<=", Comparison::less_equal},
                                                                           {">", Comparison::greater},
                                                                           {">=", Comparison::greater_equal}}};
  for (const auto& [sign, comparison] : kSigns) {
    if (token.is_symbol(sign)) return comparison;
  }
  return std::nullopt;
}

}  // namespace

ExpressionPtr Parser::tuple(bool with_conditional, std::string_view end_name, bool parenthesised) {
  const std::size_t where = now().offset;
  auto items = std::make_unique<SequenceLiteral>(where, true);
  const auto at_end = [&] {
    return now().is(Token::Kind::print_end) || now().is(Token::Kind::block_end) || now().is_symbol(")") ||
           (!end_name.empty() && now().is_name(end_name));
  };
  bool comma = false;
  while (!at_end()) {
    items->items.push_back(expression(with_conditional));
    grow(*items, items->items.back());
    if (!take_symbol(",")) break;
    comma = true;
  }
  if (comma) return items;
  if (items->items.size() == 1) return std::move(items->items[0]);
  if (!parenthesised) fail("expected an expression, got " + describe(now()), now().offset);
  return items;
}

ExpressionPtr Parser::expression(bool with_conditional) {
  const Counted nesting = nest();
  return with_conditional ? conditional() : disjunction();
}

ExpressionPtr Parser::conditional() {
  std::size_t where = now().offset;
  const std::size_t unknown = unknown_.size();
  ExpressionPtr value = disjunction();
  while (take_name("if")) {
    auto node = std::make_unique<Conditional>(where);
    node->yes = std::move(value);
    node->test = disjunction();
    if (take_name("else")) {
      const Counted nesting = nest();
      node->no = conditional();
    }
    for (const ExpressionPtr* part : {&node->yes, &node->test, &node->no}) grow(*node, *part);
    value = std::move(node);
    where = now().offset;
    unknown_.resize(unknown);  // what is conditional faults only when it is reached
  }
  return value;
}

ExpressionPtr Parser::disjunction() {
  ExpressionPtr left = conjunction();
  while (now().is_name("or")) {
    const std::size_t where = take().offset;
    left = binary_node<Logical>(where, false, std::move(left), conjunction());
  }
  return left;
}

ExpressionPtr Parser::conjunction() {
  ExpressionPtr left = negation();
  while (now().is_name("and")) {
    const std::size_t where = take().offset;
    left = binary_node<Logical>(where, true, std::move(left), negation());
  }
  return left;
}

ExpressionPtr Parser::negation() {
  if (!now().is_name("not")) return comparison();
  const Counted nesting = nest();
  const std::size_t where = take().offset;
  auto node = std::make_unique<Unary>(where, Unary::Kind::not_, negation());
  grow(*node, node->operand);
  return node;
}

ExpressionPtr Parser::comparison() {
  const std::size_t where = now().offset;
  ExpressionPtr first = sum();
  std::vector<std::pair<Comparison, ExpressionPtr>> rest;
  while (true) {
    if (const auto sign = comparison_operator(now())) {
      take();
      rest.emplace_back(*sign, sum());
    } else if (take_name("in")) {
      rest.emplace_back(Comparison::in, sum());
    } else if (now().is_name("not") && ahead().is_name("in")) {
      take();
      take();
      rest.emplace_back(Comparison::not_in, sum());
    } else {
      break;
    }
  }
  if (rest.empty()) return first;
  auto node = std::make_unique<ComparisonChain>(where);
  node->first = std::move(first);
  node->rest = std::move(rest);
  grow(*node, node->first);
  for (const auto& link : node->rest) grow(*node, link.second);
  return node;
}

ExpressionPtr Parser::sum() {
  ExpressionPtr left = concatenation();
  while (const auto op = sum_operator(now())) {
    const std::size_t where = take().offset;
    left = binary_node<Binary>(where, *op, std::move(left), concatenation());
  }
  return left;
}

ExpressionPtr Parser::concatenation() {
  const std::size_t where = now().offset;
  ExpressionPtr first = product();
  if (!now().is_symbol("~")) return first;
  auto node = std::make_unique<Concatenation>(where);
  node->parts.push_back(std::move(first));
  while (take_symbol("~")) node->parts.push_back(product());
  for (const ExpressionPtr& part : node->parts) grow(*node, part);
  return node;
}

ExpressionPtr Parser::product() {
  ExpressionPtr left = power();
  while (const auto op = product_operator(now())) {
    const std::size_t where = take().offset;
    left = binary_node<Binary>(where, *op, std::move(left), power());
  }
  return left;
}

ExpressionPtr Parser::power() {
  ExpressionPtr left = unary();
  while (now().is_symbol("**")) {
    const std::size_t where = take().offset;
    left = binary_node<Binary>(where, Operator::power, std::move(left), unary());
  }
  return left;
}

}  // namespace coldread::jinja
