#include "model/digest.h"

#include <cstdint>
#include <functional>
#include <string_view>
#include <system_error>

#include "io/file.h"
#include "io/sha256.h"
#include "io/xxh3.h"

namespace coldread {
namespace {

/// Less is not worth an entry, since its sha256 takes a few milliseconds: 4 MiB.
constexpr std::uintmax_t kLeastKept = std::uintmax_t{4} << 20U;

using OnPiece = std::function<void(std::string_view)>;

bool worth_keeping(std::span<const std::filesystem::path> files) {
  std::uintmax_t bytes = 0;
  for (const std::filesystem::path& file : files) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(file, error);
    if (!error) bytes += size;  // read_pieces() says what is wrong with it
  }
  return bytes >= kLeastKept;
}

/// The key of what was read; on_piece saw the same bytes.
ContentKey read_all(std::span<const std::filesystem::path> files, std::uint64_t seed, const OnPiece& on_piece) {
  ContentKey key;
  Xxh3 hash(seed);
  for (const std::filesystem::path& file : files) {
    read_pieces(file, [&](std::string_view piece) {
      key.bytes += piece.size();
      hash.add(piece);
      on_piece(piece);
    });
  }
  key.xxh3 = hash.hex();
  return key;
}

}  // namespace

std::string digest_of_files(std::span<const std::filesystem::path> files, DigestCache cache) {
  const bool keep = cache.keeps() && worth_keeping(files);
  if (keep) {
    const std::string known = cache.find(read_all(files, cache.seed(), [](std::string_view) {}));
    if (!known.empty()) return known;
  }
  // Both over one reading, so that an entry never pairs two contents of a file that changes meanwhile.
  Sha256 digest;
  const ContentKey key = read_all(files, cache.seed(), [&](std::string_view piece) { digest.add(piece); });
  const std::string sha256 = digest.hex();
  if (keep) cache.add(key, sha256);
  return sha256;
}

}  // namespace coldread
