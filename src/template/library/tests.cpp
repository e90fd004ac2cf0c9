#include "template/library/tests.h"

#include <array>
#include <vector>

#include "base/suggest.h"
#include "template/library/arithmetic.h"
#include "template/library/filters.h"
#include "template/library/parameters.h"
#include "template/text/letter_case.h"
#include "template/text/python_text.h"
#include "template/values/compare.h"
#include "template/values/cursor.h"
#include "template/values/equality.h"
#include "template/values/mapping.h"
#include "template/values/number_arithmetic.h"

namespace coldread::jinja {
namespace {

using Kind = Item::Kind;

void none_wanted(std::string_view name, const Arguments& arguments) {
  Parameters(name, arguments, {});
}

bool is_defined(Runtime&, const Item& input, const Arguments& arguments) {
  none_wanted("defined", arguments);
  return !input.is_undefined();
}

bool is_undefined(Runtime&, const Item& input, const Arguments& arguments) {
  none_wanted("undefined", arguments);
  return input.is_undefined();
}

template <Kind kind>
bool is_kind(Runtime&, const Item& input, const Arguments& arguments) {
  none_wanted("the test", arguments);
  return input.kind() == kind;
}

template <bool value>
bool is_constant(Runtime&, const Item& input, const Arguments& arguments) {
  none_wanted("the test", arguments);
  return input.is_boolean() && input.as_boolean() == value;
}

bool is_number(Runtime&, const Item& input, const Arguments& arguments) {
  none_wanted("number", arguments);
  return input.is_number();
}

bool is_sequence(Runtime&, const Item& input, const Arguments& arguments) {
  none_wanted("sequence", arguments);
  return input.is_text() || input.is_sequence() || input.is_dict() || input.kind() == Kind::range ||
         (input.is_undefined() && input.missing().lenient);
}

bool is_iterable(Runtime&, const Item& input, const Arguments& arguments) {
  none_wanted("iterable", arguments);
  return iterable(input);
}

bool is_callable(Runtime&, const Item& input, const Arguments& arguments) {
  none_wanted("callable", arguments);
  return (input.is_object() && input.object().callable()) || input.is_undefined();
}

bool is_escaped(Runtime&, const Item& input, const Arguments& arguments) {
  none_wanted("escaped", arguments);
  return input.is_text() && input.as_text().markup;
}

bool is_lower(Runtime& runtime, const Item& input, const Arguments& arguments) {
  none_wanted("lower", arguments);
  return has_case(to_bytes(runtime, input), LetterCase::lower);
}

bool is_upper(Runtime& runtime, const Item& input, const Arguments& arguments) {
  none_wanted("upper", arguments);
  return has_case(to_bytes(runtime, input), LetterCase::upper);
}

bool remainder_is(Runtime& runtime, const Item& input, const Item& divisor, std::int64_t wanted) {
  const Item remainder = arithmetic(runtime, Operator::modulo, input, divisor);
  return equal(runtime, remainder, Item::integer(wanted));
}

bool is_odd(Runtime& runtime, const Item& input, const Arguments& arguments) {
  none_wanted("odd", arguments);
  return remainder_is(runtime, input, Item::integer(2), 1);
}

bool is_even(Runtime& runtime, const Item& input, const Arguments& arguments) {
  none_wanted("even", arguments);
  return remainder_is(runtime, input, Item::integer(2), 0);
}

bool is_divisible(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("divisibleby", arguments, {"num"}, 1);
  return remainder_is(runtime, input, parameters[0], 0);
}

bool is_filter(Runtime& runtime, const Item& input, const Arguments& arguments) {
  none_wanted("filter", arguments);
  hash_item(runtime, input);
  return input.is_text() && find_filter(input.bytes()) != nullptr;
}

bool is_test(Runtime& runtime, const Item& input, const Arguments& arguments) {
  none_wanted("test", arguments);
  hash_item(runtime, input);
  return input.is_text() && find_test(input.bytes()) != nullptr;
}

bool is_same(Runtime&, const Item& input, const Arguments& arguments) {
  const Parameters parameters("sameas", arguments, {"other"}, 1);
  return same(input, parameters[0]);
}

template <Comparison comparison>
bool compares(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("the comparison", arguments, {"/other"}, 1);
  return compare(runtime, comparison, input, parameters[0]);
}

bool is_in(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("in", arguments, {"seq"}, 1);
  return contains(runtime, parameters[0], input);
}

constexpr std::array kTests = {
    TestEntry{"!=", compares<Comparison::not_equal>},
    TestEntry{"<", compares<Comparison::less>},
    TestEntry{"<=", compares<Comparison::less_equal>},
    TestEntry{"==", compares<Comparison::equal>},
    TestEntry{">", compares<Comparison::greater>},
    TestEntry{">=", compares<Comparison::greater_equal>},
    TestEntry{"boolean", is_kind<Kind::boolean>},
    TestEntry{"callable", is_callable},
    TestEntry{"defined", is_defined},
    TestEntry{"divisibleby", is_divisible},
    TestEntry{"eq", compares<Comparison::equal>},
    TestEntry{"equalto", compares<Comparison::equal>},
    TestEntry{"escaped", is_escaped},
    TestEntry{"even", is_even},
    TestEntry{"false", is_constant<false>},
    TestEntry{"filter", is_filter},
    TestEntry{"float", is_kind<Kind::real>},
    TestEntry{"ge", compares<Comparison::greater_equal>},
    TestEntry{"greaterthan", compares<Comparison::greater>},
    TestEntry{"gt", compares<Comparison::greater>},
    TestEntry{"in", is_in},
    TestEntry{"integer", is_kind<Kind::integer>},
    TestEntry{"iterable", is_iterable},
    TestEntry{"le", compares<Comparison::less_equal>},
    TestEntry{"lessthan", compares<Comparison::less>},
    TestEntry{"lower", is_lower},
    TestEntry{"lt", compares<Comparison::less>},
    TestEntry{"mapping", is_kind<Kind::dict>},
    TestEntry{"ne", compares<Comparison::not_equal>},
    TestEntry{"none", is_kind<Kind::none>},
    TestEntry{"number", is_number},
    TestEntry{"odd", is_odd},
    TestEntry{"sameas", is_same},
    TestEntry{"sequence", is_sequence},
    TestEntry{"string", is_kind<Kind::text>},
    TestEntry{"test", is_test},
    TestEntry{"true", is_constant<true>},
    TestEntry{"undefined", is_undefined},
    TestEntry{"upper", is_upper},
};

}  // namespace

const TestEntry* find_test(std::string_view name) {
  for (const TestEntry& entry : kTests) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

std::string unknown_test(std::string_view name) {
  std::vector<std::string> names;
  for (const TestEntry& entry : kTests) names.emplace_back(entry.name);
  return "no test named '" + std::string(name) + "'" + did_you_mean(name, names);
}

}  // namespace coldread::jinja
