#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace coldread {

/// SHA-256 over bytes fed in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::span<const std::byte> bytes);
  void add(std::string_view text);
  /// The digest as 64 lower-case hex digits; nothing can be added afterwards.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Starts the library behind the digests. Before threads use them: a thread's first allocations fail before the main
/// thread's where the address space is short, and the library does not survive that its own start fails.
void start_sha256();

std::string sha256_hex(std::string_view text);

}  // namespace coldread
