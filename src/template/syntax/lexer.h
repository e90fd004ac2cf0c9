#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace coldread::jinja {

struct Token {
  enum class Kind { data, print_begin, print_end, block_begin, block_end, name, string, integer, real, symbol, end };
  Kind kind = Kind::end;
  std::size_t offset = 0;  ///< in the normalised text
  std::string text;        ///< data and strings: what they stand for; else as written

  bool is(Kind wanted) const { return kind == wanted; }
  bool is_symbol(std::string_view symbol) const { return kind == Kind::symbol && text == symbol; }
  bool is_name(std::string_view name) const { return kind == Kind::name && text == name; }
};

/// What to call a token in an error.
std::string describe(const Token& token);

/// Every line break as "\n".
std::string normalise_newlines(std::string_view text);

struct LexerOptions {
  bool trim_blocks = false;    ///< the line break after a block or comment goes
  bool lstrip_blocks = false;  ///< white space between the line's start and a block or comment goes
};

/// Splits a normalised template into tokens; the last is Kind::end. Throws Fault.
std::vector<Token> tokenize(std::string_view text, const LexerOptions& options = {});

}  // namespace coldread::jinja
