#pragma once

#include <cstddef>
#include <string>
#include <utility>

namespace coldread::jinja {

/// What went wrong inside the engine, before its place in the template is known: the innermost node that sees it go by
/// sets the offset, Template turns it into an Error.
struct Fault {
  static constexpr std::size_t kNoOffset = static_cast<std::size_t>(-1);
  std::string message;
  std::size_t offset = kNoOffset;  ///< byte offset in the normalised template text
  std::size_t opened =
      kNoOffset;  ///< of a sign of two bytes that the message is about: it begins with that and its place
};

[[noreturn]] inline void fail(std::string message, std::size_t offset = Fault::kNoOffset) {
  throw Fault{std::move(message), offset};
}

/// "'{{' at 3:12 MESSAGE", where the sign stands at opened.
[[noreturn]] inline void fail_unclosed(std::size_t opened, std::string message, std::size_t offset) {
  throw Fault{std::move(message), offset, opened};
}

}  // namespace coldread::jinja
