#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace coldread {

/// XXH3-128 over bytes fed in pieces: as fast as memory is read, and no cryptographic hash. With a seed that nobody
/// else knows, two contents of one digest cannot be made on purpose by those who lack it, either.
class Xxh3 {
 public:
  explicit Xxh3(std::uint64_t seed);
  ~Xxh3();
  Xxh3(const Xxh3&) = delete;
  Xxh3& operator=(const Xxh3&) = delete;

  void add(std::string_view bytes);
  /// The digest of all that was added so far, as 32 lower-case hex digits.
  std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace coldread
