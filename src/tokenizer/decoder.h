#pragma once

#include <memory>
#include <string_view>

namespace coldread {

/// Tokens -> text, one after the other, with what must be known of those before: at the start of a text when made.
class Decoder {
 public:
  virtual ~Decoder() = default;

  /// Another one in the same state.
  virtual std::unique_ptr<Decoder> clone() const = 0;

  /// The bytes that the next token adds, as its vocabulary writes it: none where they depend on what follows. Valid
  /// until the next call, and as long as the token.
  virtual std::string_view push(std::string_view token) = 0;

  /// The bytes that were held back; the text ends here.
  virtual std::string_view finish() = 0;
};

}  // namespace coldread
