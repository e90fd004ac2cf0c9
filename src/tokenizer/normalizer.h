#pragma once

#include <string>
#include <string_view>

namespace coldread {

/// Text -> text, before it is cut into pieces. Immutable, as one object serves all threads.
class Normalizer {
 public:
  virtual ~Normalizer() = default;

  virtual std::string normalize(std::string_view text) const = 0;
};

}  // namespace coldread
