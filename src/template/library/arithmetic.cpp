#include "template/library/arithmetic.h"

#include <limits>
#include <string>

#include "template/text/markup.h"
#include "template/text/percent_format.h"
#include "template/values/fault.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

std::string_view sign(Operator op) {
  switch (op) {
    case Operator::add:
      return "+";
    case Operator::subtract:
      return "-";
    case Operator::multiply:
      return "*";
    case Operator::divide:
      return "/";
    case Operator::floor_divide:
      return "//";
    case Operator::modulo:
      return "%";
    case Operator::power:
      return "**";
  }
  return "?";
}

[[noreturn]] void no_operation(Operator op, const Item& a, const Item& b) {
  fail("unsupported operand type(s) for " + std::string(sign(op)) + ": '" + std::string(type_name(a)) + "' and '" +
       std::string(type_name(b)) + "'");
}

Item repeat(Runtime& runtime, const Item& item, std::int64_t times) {
  const std::size_t count = times < 0 ? 0 : static_cast<std::size_t>(times);
  const std::size_t unit = item.is_text() ? item.bytes().size() : item.sequence().items.size();
  std::size_t total = 0;
  if (__builtin_mul_overflow(unit, count, &total)) total = std::numeric_limits<std::size_t>::max();
  if (item.is_text()) {
    runtime.spend_bytes(total);
    std::string repeated;
    repeated.reserve(total);
    if (unit > 0) {
      for (std::size_t i = 0; i < count; ++i) repeated += item.bytes();
    }
    return runtime.text(repeated, item.as_text().markup);
  }
  Sequence* made = runtime.sequence(total);
  if (unit > 0) {
    for (std::size_t i = 0; i < count; ++i) {
      made->items.insert(made->items.end(), item.sequence().items.begin(), item.sequence().items.end());
    }
  }
  return item.is_list() ? Item::list(made) : Item::tuple(made);
}

Item concatenate(Runtime& runtime, const Item& a, const Item& b) {
  if (a.is_text()) {
    const bool markup = a.as_text().markup || b.as_text().markup;
    std::string joined(markup ? escaped(a) : std::string(a.bytes()));
    runtime.spend_bytes(joined.size() + b.bytes().size());
    joined += markup ? escaped(b) : std::string(b.bytes());
    return runtime.text(joined, markup);
  }
  Sequence* made = runtime.sequence(a.sequence().items.size() + b.sequence().items.size());
  made->items = a.sequence().items;
  made->items.insert(made->items.end(), b.sequence().items.begin(), b.sequence().items.end());
  return a.is_list() ? Item::list(made) : Item::tuple(made);
}

bool repeatable(const Item& item) {
  return item.is_text() || item.is_sequence();
}

}  // namespace

Item arithmetic(Runtime& runtime, Operator op, const Item& a, const Item& b) {
  need_defined(a);
  if (op == Operator::modulo && a.is_text()) return percent_format(runtime, a, b);
  need_defined(b);
  if (a.is_integral() && b.is_integral()) return integer_arithmetic(op, a.as_integer(), b.as_integer());
  if (a.is_number() && b.is_number()) return real_arithmetic(op, a.as_number(), b.as_number());
  if (op == Operator::add && a.kind() == b.kind() && repeatable(a)) return concatenate(runtime, a, b);
  if (op == Operator::multiply && repeatable(a) && b.is_integral()) return repeat(runtime, a, b.as_integer());
  if (op == Operator::multiply && repeatable(b) && a.is_integral()) return repeat(runtime, b, a.as_integer());
  no_operation(op, a, b);
}

}  // namespace coldread::jinja
