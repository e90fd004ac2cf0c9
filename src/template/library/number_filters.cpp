#include <array>
#include <cmath>

#include "template/library/filters.h"
#include "template/library/parameters.h"
#include "template/text/number_format.h"
#include "template/values/fault.h"
#include "template/values/missing.h"
#include "template/values/number_arithmetic.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

[[noreturn]] void need_number(const Item& input, std::string_view filter) {
  need_defined(input);
  fail(std::string(filter) + " wants a number, not '" + std::string(type_name(input)) + "'");
}

Item absolute(Runtime&, const Item& input, const Arguments& arguments) {
  Parameters("abs", arguments, {});
  if (!input.is_number()) need_number(input, "abs");
  if (input.is_real()) return Item::real(std::fabs(input.as_real()));
  return input.as_integer() < 0 ? negate(input) : Item::integer(input.as_integer());
}

/// int(text, base), else int(float(text)), else the default.
Item text_to_integer(std::string_view text, const Item& base, const Item& otherwise) {
  const bool base_known =
      base.is_integral() && (base.as_integer() == 0 || (base.as_integer() >= 2 && base.as_integer() <= 36));
  if (base_known) {
    if (const auto whole = parse_integer(text, static_cast<int>(base.as_integer()))) return Item::integer(*whole);
  }
  const auto real = parse_real(text);
  return real && std::isfinite(*real) ? Item::integer(truncate_real(*real)) : otherwise;
}

Item to_integer(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("int", arguments, {"default", "base"});
  const Item otherwise = parameters.value_or(0, Item::integer(0));
  need_defined(input);
  if (input.is_text()) runtime.spend_characters(input.bytes().size());
  if (input.is_text()) return text_to_integer(input.bytes(), parameters.value_or(1, Item::integer(10)), otherwise);
  if (input.is_integral()) return Item::integer(input.as_integer());
  if (input.is_real() && !std::isnan(input.as_real())) return Item::integer(truncate_real(input.as_real()));
  return otherwise;
}

Item to_real(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("float", arguments, {"default"});
  const Item otherwise = parameters.value_or(0, Item::real(0.0));
  need_defined(input);
  if (input.is_number()) return Item::real(input.as_number());
  if (!input.is_text()) return otherwise;
  runtime.spend_characters(input.bytes().size());
  const auto real = parse_real(input.bytes());
  return real ? Item::real(*real) : otherwise;
}

Item round_up_or_down(const Item& input, std::int64_t precision, bool up) {
  const double unit = std::pow(10.0, static_cast<double>(precision));
  const double scaled = input.as_number() * unit;
  truncate_real(std::isfinite(scaled) && std::fabs(scaled) < 0x1p63 ? 0.0
                                                                    : scaled);  // faults on inf, nan and too large
  return Item::real((up ? std::ceil(scaled) : std::floor(scaled)) / unit);
}

Item round(Runtime&, const Item& input, const Arguments& arguments) {
  const Parameters parameters("round", arguments, {"precision", "method"});
  const std::string_view method = parameters.text_or(1, "common");
  if (method != "common" && method != "ceil" && method != "floor") {
    fail("round: the method must be common, ceil or floor");
  }
  if (!input.is_number()) need_number(input, "round");
  const bool to_whole = parameters.given(0) && parameters[0].is_none();
  const std::int64_t precision = to_whole ? 0 : parameters.integer_or(0, 0);
  if (method != "common") return round_up_or_down(input, precision, method == "ceil");
  if (input.is_integral()) return Item::integer(round_integer(input.as_integer(), precision));
  const double rounded = round_real(input.as_real(), precision);
  return to_whole ? Item::integer(truncate_real(rounded)) : Item::real(rounded);
}

Item filesizeformat(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("filesizeformat", arguments, {"binary"});
  const Item bytes = to_real(runtime, input, {});
  const bool number = input.is_number() || (input.is_text() && parse_real(input.bytes()));
  if (!number) need_number(input, "filesizeformat");
  const bool binary = parameters.truth_or(0, false);
  const double base = binary ? 1024 : 1000;
  double value = bytes.as_real();
  if (value == 1) return runtime.borrowed("1 Byte");
  if (value < base) return runtime.text(std::to_string(truncate_real(value)) + " Bytes");
  constexpr std::string_view kPrefixes = "kMGTPEZY";
  double unit = base * base;
  std::size_t i = 0;
  while (value >= unit && i + 1 < kPrefixes.size()) {
    unit *= base;
    ++i;
  }
  std::string text = real_digits(base * value / unit, 'f', 1, false) + " ";
  text += binary && i == 0 ? 'K' : kPrefixes[i];
  return runtime.text(text + (binary ? "iB" : "B"));
}

constexpr std::array kFilters = {
    FilterEntry{"abs", absolute},
    FilterEntry{"int", to_integer},
    FilterEntry{"float", to_real},
    FilterEntry{"round", round},
    FilterEntry{"filesizeformat", filesizeformat},
};

}  // namespace

std::span<const FilterEntry> number_filters() {
  return kFilters;
}

}  // namespace coldread::jinja
