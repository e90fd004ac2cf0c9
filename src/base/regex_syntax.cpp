#include "base/regex_syntax.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

#include "base/error.h"
#include "base/unicode.h"

namespace coldread {
namespace {

// Contents of character classes. Python's \s is White_Space and U+001C to U+001F; its \w is L, N and the underscore.
// The negations are written out, because a class cannot hold the complement of a union.
constexpr std::string_view kSpace =
    R"(\x{9}-\x{D}\x{1C}-\x{20}\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000})";
constexpr std::string_view kNotSpace =
    R"(\x{0}-\x{8}\x{E}-\x{1B}\x{21}-\x{84}\x{86}-\x{9F}\x{A1}-\x{167F}\x{1681}-\x{1FFF}\x{200B}-\x{2027})"
    R"(\x{202A}-\x{202E}\x{2030}-\x{205E}\x{2060}-\x{2FFF}\x{3001}-\x{10FFFF})";
constexpr std::string_view kWord = R"(\p{L}\p{N}_)";
constexpr std::string_view kNotWord =
    R"(\p{M}\p{Z}\p{C}\p{S}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}\x{203F}\x{2040}\x{2054}\x{FE33}\x{FE34})"
    R"(\x{FE4D}-\x{FE4F}\x{FF3F})";
constexpr std::string_view kAsciiSpace = R"(\x{9}-\x{D}\x{20})";
constexpr std::string_view kAsciiNotSpace = R"(\x{0}-\x{8}\x{E}-\x{1F}\x{21}-\x{10FFFF})";
constexpr std::string_view kAsciiWord = "A-Za-z0-9_";
constexpr std::string_view kAsciiNotWord = R"(\x{0}-\x{2F}\x{3A}-\x{40}\x{5B}-\x{5E}\x{60}\x{7B}-\x{10FFFF})";

std::string_view class_content(char32_t letter, bool ascii) {
  switch (letter) {
    case U'd':
      return ascii ? "0-9" : R"(\p{Nd})";
    case U'D':
      return ascii ? R"(\x{0}-\x{2F}\x{3A}-\x{10FFFF})" : R"(\P{Nd})";
    case U's':
      return ascii ? kAsciiSpace : kSpace;
    case U'S':
      return ascii ? kAsciiNotSpace : kNotSpace;
    case U'w':
      return ascii ? kAsciiWord : kWord;
    case U'W':
      return ascii ? kAsciiNotWord : kNotWord;
    default:
      return {};
  }
}

bool is_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}
bool is_octal(char32_t c) {
  return c >= U'0' && c <= U'7';
}
bool is_ascii_letter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}

std::optional<unsigned> hex_digit(char32_t c) {
  if (is_digit(c)) return c - U'0';
  if (c >= U'a' && c <= U'f') return c - U'a' + 10;
  if (c >= U'A' && c <= U'F') return c - U'A' + 10;
  return std::nullopt;
}

class Translator {
 public:
  Translator(std::string_view pattern, RegexFlags flags) : text_(pattern), in_(to_utf32(pattern)), scope_(flags) {
    out_.flags = flags;
  }

  TranslatedRegex run();

 private:
  enum class Item { none, assertion, atom, repeat };  ///< what a quantifier would apply to

  struct Group {
    RegexFlags outer;
    std::size_t capture;  ///< 0: not a capturing group
    std::size_t start;
  };

  [[noreturn]] void fail(const std::string& reason, std::size_t position) const {
    throw_bad_regex(text_, reason, position);
  }
  bool at_end() const { return next_ >= in_.size(); }
  char32_t peek(std::size_t ahead = 0) const { return next_ + ahead < in_.size() ? in_[next_ + ahead] : 0; }
  bool accept(char32_t c) {
    if (at_end() || in_[next_] != c) return false;
    ++next_;
    return true;
  }
  void emit(std::string_view piece) { out_.pattern += piece; }
  void emit_literal(char32_t c);
  void atom() { item_ = Item::atom; }
  void open(std::size_t start, std::size_t capture = 0) {
    groups_.push_back({scope_, capture, start});
    item_ = Item::none;
  }

  bool skip_verbose();
  void quantifier(char32_t c, std::size_t start);
  bool counted(std::string& piece, std::size_t start);
  void character_class(std::size_t start);
  std::optional<char32_t> class_member(std::size_t start);
  void escape(std::size_t start);
  char32_t character_escape(char32_t letter, std::size_t start);
  char32_t hexadecimal(std::size_t digits, std::size_t start);
  void boundary(bool negated);
  void open_group(std::size_t start);
  void named(std::size_t start);
  void flag_group(std::size_t start);
  void conditional(std::size_t start);
  void back_reference(std::size_t group, std::size_t start);
  void open_capture(const std::string& name, std::size_t start);
  void close_group(std::size_t start);
  std::string name_until(char32_t end, std::size_t start);
  std::size_t group_named(const std::string& name, std::size_t start) const;

  std::string_view text_;
  std::u32string in_;
  std::size_t next_ = 0;
  RegexFlags scope_;
  std::vector<Group> groups_;
  Item item_ = Item::none;
  bool nothing_yet_ = true;  ///< global flags may still stand here
  TranslatedRegex out_;
};

void Translator::emit_literal(char32_t c) {
  if (c >= 0xD800 && c <= 0xDFFF) c = 0xFFFD;
  const bool plain = c >= 0x80 || is_digit(c) || is_ascii_letter(c) || c == U'_' || c <= 0x20;
  if (!plain) out_.pattern += '\\';
  append_utf8(out_.pattern, c);
}

bool Translator::skip_verbose() {
  if (!scope_.verbose) return false;
  const char32_t c = peek();
  if (c == U' ' || (c >= U'\t' && c <= U'\r')) {
    ++next_;
    return true;
  }
  if (c != U'#') return false;
  while (!at_end() && !accept(U'\n')) ++next_;
  return true;
}

TranslatedRegex Translator::run() {
  while (!at_end()) {
    if (skip_verbose()) continue;
    const std::size_t start = next_;
    out_.origins.emplace_back(out_.pattern.size(), start);
    const char32_t c = in_[next_++];
    if (c == U'(') {
      open_group(start);
      continue;  // it says itself whether something has been read
    }
    nothing_yet_ = false;
    switch (c) {
      case U')':
        close_group(start);
        break;
      case U'|':
        emit("|");
        item_ = Item::none;
        break;
      case U'*':
      case U'+':
      case U'?':
      case U'{':
        quantifier(c, start);
        break;
      case U'[':
        character_class(start);
        break;
      case U'\\':
        escape(start);
        break;
      case U'^':
      case U'$':
        emit(c == U'^' ? "^" : "$");
        item_ = Item::assertion;
        break;
      case U'.':
        emit(".");
        atom();
        break;
      default:
        emit_literal(c);
        atom();
    }
  }
  if (!groups_.empty()) fail("missing ), unterminated subpattern", groups_.back().start);
  return std::move(out_);
}

/// {m}, {m,}, {,n} or {m,n} after the brace; anything else is literal text.
bool Translator::counted(std::string& piece, std::size_t start) {
  const std::size_t rewind = next_;
  const auto number = [&] {
    std::string digits;
    while (is_digit(peek())) digits += static_cast<char>(in_[next_++]);
    return digits;
  };
  if (peek() == U'}') return false;
  std::string low = number();
  const bool range = accept(U',');
  std::string high = range ? number() : low;
  if (!accept(U'}')) {
    next_ = rewind;
    return false;
  }
  if (low.size() > 6 || high.size() > 6) fail("the repetition number is too large", start);
  if (!high.empty() && !low.empty() && std::stol(low) > std::stol(high)) {
    fail("min repeat greater than max repeat", start);
  }
  if (low.empty()) low = "0";
  piece = range ? fmt::format("{{{},{}}}", low, high) : fmt::format("{{{}}}", low);
  return true;
}

void Translator::quantifier(char32_t c, std::size_t start) {
  std::string piece;
  if (c != U'{') {
    piece = static_cast<char>(c);
  } else if (!counted(piece, start)) {
    emit_literal(c);
    return atom();
  }
  if (item_ == Item::none || item_ == Item::assertion) fail("nothing to repeat", start);
  if (item_ == Item::repeat) fail("multiple repeat", start);
  emit(piece);
  if (accept(U'?')) {
    emit("?");
  } else if (accept(U'+')) {
    emit("+");
    out_.possessive = true;
  }
  item_ = Item::repeat;
}

char32_t Translator::hexadecimal(std::size_t digits, std::size_t start) {
  char32_t value = 0;
  for (std::size_t k = 0; k < digits; ++k) {
    const auto digit = at_end() ? std::nullopt : hex_digit(in_[next_]);
    if (!digit) fail("incomplete escape", start);
    value = value * 16 + *digit;
    ++next_;
  }
  if (value > 0x10FFFF) fail("bad escape, beyond U+10FFFF", start);
  return value;
}

/// Escapes that mean one character and read the same inside and outside a class; the letter has been read.
char32_t Translator::character_escape(char32_t letter, std::size_t start) {
  switch (letter) {
    case U'a':
      return 0x07;
    case U'f':
      return 0x0C;
    case U'n':
      return 0x0A;
    case U'r':
      return 0x0D;
    case U't':
      return 0x09;
    case U'v':
      return 0x0B;
    case U'x':
      return hexadecimal(2, start);
    case U'u':
      return hexadecimal(4, start);
    case U'U':
      return hexadecimal(8, start);
    default:
      break;
  }
  if (is_ascii_letter(letter)) {
    std::string shown;
    append_utf8(shown, letter);
    fail("bad escape \\" + shown, start);
  }
  return letter;
}

void Translator::escape(std::size_t start) {
  if (at_end()) fail("bad escape (end of pattern)", start);
  const char32_t c = in_[next_++];
  if (const auto content = class_content(c, scope_.ascii); !content.empty()) {
    emit(fmt::format("[{}]", content));
    return atom();
  }
  if (c == U'A' || c == U'Z') {
    emit(c == U'A' ? R"(\A)" : R"(\z)");
    item_ = Item::assertion;
  } else if (c == U'b' || c == U'B') {
    boundary(c == U'B');
    item_ = Item::assertion;
  } else if (c == U'0') {
    char32_t value = 0;
    for (int k = 0; k < 2 && is_octal(peek()); ++k) value = value * 8 + (in_[next_++] - U'0');
    emit_literal(value);
    atom();
  } else if (is_digit(c)) {
    std::size_t number = c - U'0';
    if (is_digit(peek())) {
      if (is_octal(c) && is_octal(peek()) && is_octal(peek(1))) {
        const char32_t value = (c - U'0') * 64 + (peek() - U'0') * 8 + (peek(1) - U'0');
        if (value > 0377) fail("octal escape value outside of range 0-0o377", start);
        next_ += 2;
        emit_literal(value);
        return atom();
      }
      number = number * 10 + (in_[next_++] - U'0');
    }
    back_reference(number, start);
  } else {
    emit_literal(character_escape(c, start));
    atom();
  }
}

/// \b and \B by Python's \w, which differs from PCRE2's in its later versions. Python's \B never matches empty text.
void Translator::boundary(bool negated) {
  const std::string_view word = scope_.ascii ? kAsciiWord : kWord;
  if (negated) {
    emit(fmt::format(R"((?:(?!\A\z)(?:(?<=[{0}])(?=[{0}])|(?<![{0}])(?![{0}]))))", word));
  } else {
    emit(fmt::format("(?:(?<=[{0}])(?![{0}])|(?<![{0}])(?=[{0}]))", word));
  }
}

void Translator::back_reference(std::size_t group, std::size_t start) {
  if (group == 0 || group > out_.group_count) fail(fmt::format("invalid group reference {}", group), start + 1);
  const bool open = std::any_of(groups_.begin(), groups_.end(), [&](const Group& g) { return g.capture == group; });
  if (open) fail("cannot refer to an open group", start);
  emit(fmt::format("\\g{{{}}}", group));
  atom();
}

/// One member of a class: a character that may start or end a range, or nothing where a shorthand was emitted.
std::optional<char32_t> Translator::class_member(std::size_t start) {
  if (at_end()) fail("unterminated character set", start);
  const std::size_t here = next_;
  const char32_t c = in_[next_++];
  if (c != U'\\') return c;
  if (at_end()) fail("bad escape (end of pattern)", here);
  const char32_t letter = in_[next_++];
  if (const auto content = class_content(letter, scope_.ascii); !content.empty()) {
    emit(content);
    return std::nullopt;
  }
  if (letter == U'b') return 0x08;
  if (is_octal(letter)) {
    char32_t value = letter - U'0';
    for (int k = 0; k < 2 && is_octal(peek()); ++k) value = value * 8 + (in_[next_++] - U'0');
    if (value > 0377) fail("octal escape value outside of range 0-0o377", here);
    return value;
  }
  if (is_digit(letter)) fail("bad escape in a character set", here);
  return character_escape(letter, here);
}

void Translator::character_class(std::size_t start) {
  emit("[");
  if (accept(U'^')) emit("^");
  for (bool first = true; first || peek() != U']' || at_end(); first = false) {
    const std::size_t here = next_;
    const auto low = class_member(start);
    if (peek() != U'-' || peek(1) == U']' || next_ + 1 >= in_.size()) {
      if (low) emit_literal(*low);
      continue;
    }
    ++next_;
    const auto high = class_member(start);
    if (!low || !high || *high < *low) fail("bad character range", here);
    emit_literal(*low);
    emit("-");
    emit_literal(*high);
  }
  ++next_;
  emit("]");
  atom();
}

void Translator::open_capture(const std::string& name, std::size_t start) {
  const std::size_t group = ++out_.group_count;
  if (!name.empty()) {
    for (const auto& [known, index] : out_.names) {
      if (known == name) {
        fail(fmt::format("redefinition of group name '{}' as group {}; was group {}", name, group, index), start);
      }
    }
    out_.names.emplace_back(name, group);
  }
  open(start, group);
  emit("(");
}

void Translator::open_group(std::size_t start) {
  if (!accept(U'?')) {
    nothing_yet_ = false;
    return open_capture("", start);
  }
  if (at_end()) fail("unexpected end of pattern", next_);
  const char32_t kind = peek();
  if (kind == U'#') {  // item_ stays: a comment may stand between an atom and its quantifier
    while (!at_end() && in_[next_] != U')') ++next_;
    if (!accept(U')')) fail("missing ), unterminated comment", start);
    return;
  }
  const bool flags = kind == U'-' || std::u32string_view(U"aiLmsux").find(kind) != std::u32string_view::npos;
  if (flags) return flag_group(start);
  nothing_yet_ = false;
  ++next_;
  switch (kind) {
    case U'P':
      return named(start);
    case U'(':
      return conditional(start);
    case U':':
      emit("(?:");
      break;
    case U'=':
      emit("(?=");
      out_.looks_ahead = true;
      break;
    case U'!':
      emit("(?!");
      break;
    case U'>':
      emit("(?>");
      break;
    case U'<':
      if (accept(U'=')) {
        emit("(?<=");
      } else if (accept(U'!')) {
        emit("(?<!");
      } else {
        fail("unknown extension ?< (a group is named with ?P<name>)", start + 1);
      }
      break;
    default:
      fail("unknown extension after (?", start + 1);
  }
  open(start);
}

std::string Translator::name_until(char32_t end, std::size_t start) {
  std::u32string name;
  while (!at_end() && in_[next_] != end) name += in_[next_++];
  if (!accept(end)) fail("missing end of the group name", start);
  if (name.empty()) fail("missing group name", start);
  return to_utf8(name);
}

std::size_t Translator::group_named(const std::string& name, std::size_t start) const {
  for (const auto& [known, index] : out_.names) {
    if (known == name) return index;
  }
  fail(fmt::format("unknown group name '{}'", name), start);
}

void Translator::named(std::size_t start) {
  if (accept(U'<')) {
    const std::string name = name_until(U'>', next_);
    const std::u32string wide = to_utf32(name);
    const bool identifier = !is_digit(wide[0]) && std::all_of(wide.begin(), wide.end(), [](char32_t c) {
      return c == U'_' || is_letter(c) || is_number(c);
    });
    if (!identifier) fail(fmt::format("bad character in group name '{}'", name), start + 4);
    return open_capture(name, start);
  }
  if (accept(U'=')) {
    const std::size_t group = group_named(name_until(U')', next_), start + 4);
    return back_reference(group, start);
  }
  fail("unknown extension ?P", start + 1);
}

void Translator::conditional(std::size_t start) {
  const std::string name = name_until(U')', next_);
  std::size_t group = 0;
  const bool number = std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (number) {
    if (name.size() > 5 || (group = static_cast<std::size_t>(std::stoul(name))) == 0) {
      fail(fmt::format("bad group number {}", name), start + 3);
    }
  } else {
    group = group_named(name, start + 3);
  }
  open(start);
  emit(fmt::format("(?({})", group));
}

/// (?flags) at the start of the pattern, or (?flags-flags:...).
void Translator::flag_group(std::size_t start) {
  RegexFlags flags = scope_;
  std::string on, off;
  bool removing = false;
  while (!at_end() && peek() != U')' && peek() != U':') {
    const char32_t c = in_[next_++];
    if (c == U'-' && !removing) {
      removing = true;
      continue;
    }
    switch (c) {
      case U'i':
        flags.ignore_case = !removing;
        break;
      case U'm':
        flags.multi_line = !removing;
        break;
      case U's':
        flags.dot_all = !removing;
        break;
      case U'x':
        flags.verbose = !removing;
        break;
      case U'a':
      case U'u':
        if (removing) fail("bad inline flags: cannot turn off flags 'a', 'u' and 'L'", next_ - 1);
        flags.ascii = c == U'a';
        continue;
      case U'L':
        fail("bad inline flags: cannot use 'L' flag with text", next_ - 1);
      default:
        fail("unknown flag", next_ - 1);
    }
    if (c != U'x') (removing ? off : on) += static_cast<char>(c);
  }
  if (at_end()) fail("missing -, : or )", next_);
  const std::size_t last = next_;
  if (in_[next_++] == U')') {
    if (removing) fail("missing :", last);
    if (!nothing_yet_ || !groups_.empty()) fail("global flags not at the start of the expression", start);
    scope_ = out_.flags = flags;
    return;
  }
  if (removing && in_[last - 1] == U'-') fail("missing flag", last);
  nothing_yet_ = false;
  open(start);
  scope_ = flags;
  emit(off.empty() ? fmt::format("(?{}:", on) : fmt::format("(?{}-{}:", on, off));
}

void Translator::close_group(std::size_t start) {
  if (groups_.empty()) fail("unbalanced parenthesis", start);
  scope_ = groups_.back().outer;
  groups_.pop_back();
  emit(")");
  atom();
}

}  // namespace

void throw_bad_regex(std::string_view pattern, const std::string& reason, std::size_t position) {
  throw Error(ErrorCode::usage, fmt::format("pattern '{}': {} at position {}", pattern, reason, position));
}

TranslatedRegex translate_python_regex(std::string_view pattern, RegexFlags flags) {
  return Translator(pattern, flags).run();
}

}  // namespace coldread
