#include "template/text/percent_format.h"

#include <cmath>
#include <string>

#include "base/unicode.h"
#include "template/text/markup.h"
#include "template/text/number_format.h"
#include "template/text/python_text.h"
#include "template/values/characters.h"
#include "template/values/fault.h"
#include "template/values/length.h"
#include "template/values/mapping.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

struct Conversion {
  bool alternate = false;
  bool zero = false;
  bool left = false;
  bool space = false;
  bool plus = false;
  std::int64_t width = 0;
  std::int64_t precision = -1;
  char type = 's';
};

/// What Python takes for a mapping here: it may go unused.
bool has_elements(const Item& item) {
  return item.is_dict() || item.is_list() || item.is_undefined() || item.kind() == Item::Kind::range;
}

class PercentFormatter {
 public:
  PercentFormatter(Runtime& runtime, const Item& format, const Item& arguments)
      : runtime_(runtime), format_(format.bytes()), markup_(format.as_text().markup), arguments_(arguments) {}

  std::string run() {
    runtime_.spend_characters(format_.size());
    while (at_ < format_.size()) {
      if (format_[at_] == '%') {
        ++at_;
        convert();
      } else {
        out_ += format_[at_++];
      }
    }
    const bool whole =
        arguments_.is_tuple() ? next_ < arguments_.sequence().items.size() : next_ == 0 && !has_elements(arguments_);
    if (whole) fail("not all arguments converted during string formatting");
    return std::move(out_);
  }

 private:
  char peek() const {
    if (at_ >= format_.size()) fail("incomplete format");
    return format_[at_];
  }

  Item take() {
    if (arguments_.is_tuple()) {
      if (next_ >= arguments_.sequence().items.size()) fail("not enough arguments for format string");
      return arguments_.sequence().items[next_++];
    }
    if (next_++ > 0) fail("not enough arguments for format string");
    return arguments_;
  }

  Item named() {
    ++at_;
    int open = 1;
    const std::size_t start = at_;
    for (; open > 0; ++at_) {
      if (at_ >= format_.size()) fail("incomplete format key");
      open += format_[at_] == '(' ? 1 : format_[at_] == ')' ? -1 : 0;
    }
    if (!arguments_.is_dict()) fail("format requires a mapping");
    const std::string_view key = format_.substr(start, at_ - 1 - start);
    const Item* found = arguments_.mapping().find(runtime_, runtime_.borrowed(key));
    if (found == nullptr) fail("the format's key '" + std::string(key) + "' is not in the dict");
    return *found;
  }

  std::int64_t number(bool& from_argument) {
    from_argument = peek() == '*';
    if (from_argument) {
      ++at_;
      const Item item = take();
      if (!item.is_integral()) fail("* wants int");
      return item.as_integer();
    }
    std::int64_t value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = value * 10 + (format_[at_++] - '0');
      if (value > static_cast<std::int64_t>(runtime_.limits().output_bytes)) fail("width or precision too big");
    }
    return value;
  }

  void flags(Conversion& conversion) {
    for (;; ++at_) {
      switch (peek()) {
        case '#':
          conversion.alternate = true;
          break;
        case '0':
          conversion.zero = true;
          break;
        case '-':
          conversion.left = true;
          break;
        case ' ':
          conversion.space = true;
          break;
        case '+':
          conversion.plus = true;
          break;
        default:
          return;
      }
    }
  }

  void convert() {
    if (peek() == '%') {
      out_ += '%';
      ++at_;
      return;
    }
    Conversion conversion;
    Item value;
    if (peek() == '(') value = named();
    flags(conversion);
    bool from_argument = false;
    conversion.width = number(from_argument);
    if (conversion.width < 0) {
      conversion.left = true;
      conversion.width = -conversion.width;
    }
    if (peek() == '.') {
      ++at_;
      conversion.precision = std::max<std::int64_t>(0, number(from_argument));
    }
    while (peek() == 'l' || peek() == 'h' || peek() == 'L') ++at_;
    conversion.type = format_[at_++];
    if (value.is_absent()) value = take();
    runtime_.spend_bytes(static_cast<std::size_t>(std::max(conversion.width, conversion.precision + 1)));
    format_value(conversion, value);
    runtime_.check_bytes(out_.size());
  }

  void format_value(const Conversion& conversion, const Item& value) {
    switch (conversion.type) {
      case 's':
      case 'r':
      case 'a':
        return format_text(conversion, value);
      case 'd':
      case 'i':
      case 'u':
      case 'x':
      case 'X':
      case 'o':
        return format_integer(conversion, value);
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
        return format_real(conversion, value);
      case 'c':
        return format_character(conversion, value);
      default:
        fail("unsupported format character '" + std::string(1, conversion.type) + "'");
    }
  }

  void format_text(const Conversion& conversion, const Item& value) {
    std::string text;
    if (conversion.type == 's') {
      write_str(runtime_, text, value);
      if (markup_ && !(value.is_text() && value.as_text().markup)) text = escape_html(text);
    } else {
      write_repr(runtime_, text, value);
      if (markup_) text = escape_html(text);
    }
    if (conversion.precision >= 0) {
      text.resize(character_offset(text, static_cast<std::size_t>(conversion.precision)));
    }
    pad(conversion, {}, text, false);
  }

  void format_integer(const Conversion& conversion, const Item& value) {
    need_defined(value);
    const bool decimal = conversion.type == 'd' || conversion.type == 'i' || conversion.type == 'u';
    if (!value.is_integral() && !(decimal && value.is_real())) {
      fail("%" + std::string(1, conversion.type) + " format: a number is required, not " +
           std::string(type_name(value)));
    }
    const std::int64_t number = value.is_real() ? truncate_real(value.as_real()) : value.as_integer();
    std::string digits = integer_digits(number, decimal ? 10 : conversion.type == 'o' ? 8 : 16);
    if (conversion.precision > static_cast<std::int64_t>(digits.size())) {
      digits.insert(0, static_cast<std::size_t>(conversion.precision) - digits.size(), '0');
    }
    std::string prefix = sign(conversion, number < 0);
    if (conversion.alternate && !decimal) prefix += std::string("0") + conversion.type;
    if (conversion.type == 'X') {
      for (char& c : digits) c = c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    pad(conversion, prefix, digits, conversion.zero);
  }

  void format_real(const Conversion& conversion, const Item& value) {
    need_defined(value);
    if (!value.is_number()) fail("must be real number, not " + std::string(type_name(value)));
    const double number = value.as_number();
    const int precision = conversion.precision < 0 ? 6 : static_cast<int>(conversion.precision);
    const bool negative = std::signbit(number) && !std::isnan(number);
    const std::string digits = real_digits(std::fabs(number), conversion.type, precision, conversion.alternate);
    pad(conversion, sign(conversion, negative), digits, conversion.zero);
  }

  void format_character(const Conversion& conversion, const Item& value) {
    need_defined(value);
    std::string text;
    if (value.is_integral()) {
      const std::int64_t c = value.as_integer();
      if (c < 0 || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) fail("%c arg not in range(0x110000)");
      append_utf8(text, static_cast<char32_t>(c));
    } else if (value.is_text() && text_length(runtime_, value.as_text()) == 1) {
      text = value.bytes();
    } else {
      fail("%c requires int or char");
    }
    pad(conversion, {}, text, false);
  }

  static std::string sign(const Conversion& conversion, bool negative) {
    return negative ? "-" : conversion.plus ? "+" : conversion.space ? " " : "";
  }

  void pad(const Conversion& conversion, const std::string& prefix, const std::string& body, bool zeros) {
    const std::size_t length = prefix.size() + count_characters(body);
    const auto width = static_cast<std::size_t>(conversion.width);
    const std::size_t missing = width > length ? width - length : 0;
    if (conversion.left) {
      out_ += prefix + body + std::string(missing, ' ');
    } else if (zeros) {
      out_ += prefix + std::string(missing, '0') + body;
    } else {
      out_ += std::string(missing, ' ') + prefix + body;
    }
  }

  Runtime& runtime_;
  std::string_view format_;
  bool markup_;
  Item arguments_;
  std::size_t at_ = 0;
  std::size_t next_ = 0;
  std::string out_;
};

}  // namespace

Item percent_format(Runtime& runtime, const Item& format, const Item& arguments) {
  return runtime.text(PercentFormatter(runtime, format, arguments).run(), format.as_text().markup);
}

}  // namespace coldread::jinja
