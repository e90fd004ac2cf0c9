#include "io/xxh3.h"

#include <fmt/format.h>
#include <new>
#include <xxhash.h>

#include "base/error.h"

namespace coldread {

struct Xxh3::State {
  XXH3_state_t* hash = XXH3_createState();
  ~State() { XXH3_freeState(hash); }
};

Xxh3::Xxh3(std::uint64_t seed) : state_(std::make_unique<State>()) {
  if (state_->hash == nullptr) throw std::bad_alloc();
  COLDREAD_CHECK(XXH3_128bits_reset_withSeed(state_->hash, seed) == XXH_OK);
}

Xxh3::~Xxh3() = default;

void Xxh3::add(std::string_view bytes) {
  COLDREAD_CHECK(XXH3_128bits_update(state_->hash, bytes.data(), bytes.size()) == XXH_OK);
}

std::string Xxh3::hex() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(state_->hash);
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace coldread
