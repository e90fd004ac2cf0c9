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
};

[[noreturn]] inline void fail(std::string message, std::size_t offset = Fault::kNoOffset) {
  throw Fault{std::move(message), offset};
}

}  // namespace coldread::jinja
