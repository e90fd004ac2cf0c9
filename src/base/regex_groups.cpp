#include <algorithm>
#include <fmt/format.h>

#include "base/regex_translator.h"

namespace coldread {

void RegexTranslator::open_capture(const std::string& name, std::size_t start) {
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

void RegexTranslator::open_group(std::size_t start) {
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

std::string RegexTranslator::name_until(char32_t end, std::size_t start) {
  std::u32string name;
  while (!at_end() && in_[next_] != end) name += in_[next_++];
  if (!accept(end)) fail("missing end of the group name", start);
  if (name.empty()) fail("missing group name", start);
  return to_utf8(name);
}

std::size_t RegexTranslator::group_named(const std::string& name, std::size_t start) const {
  for (const auto& [known, index] : out_.names) {
    if (known == name) return index;
  }
  fail(fmt::format("unknown group name '{}'", name), start);
}

void RegexTranslator::named(std::size_t start) {
  if (accept(U'<')) {
    const std::string name = name_until(U'>', next_);
    const std::u32string wide = to_utf32(name);
    const bool identifier = !is_ascii_digit(wide[0]) && std::all_of(wide.begin(), wide.end(), [](char32_t c) {
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

void RegexTranslator::conditional(std::size_t start) {
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
void RegexTranslator::flag_group(std::size_t start) {
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

void RegexTranslator::close_group(std::size_t start) {
  if (groups_.empty()) fail("unbalanced parenthesis", start);
  scope_ = groups_.back().outer;
  groups_.pop_back();
  emit(")");
  atom();
}

}  // namespace coldread
