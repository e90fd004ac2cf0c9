#include "model/digest.h"

#include <array>
#include <doctest/doctest.h>
#include <string>

#include "io/sha256.h"
#include "io/xxh3.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace coldread {
namespace {

const std::string kWeights(5'000'000, 'w');
const std::string kWrong(64, '0');

ContentKey key_of(const std::string& content, std::uint64_t seed) {
  Xxh3 hash(seed);
  hash.add(content);
  return {.bytes = content.size(), .xxh3 = hash.hex()};
}

std::string digest_of(const std::filesystem::path& file, const std::filesystem::path& cache) {
  return digest_of_files(std::array{file}, DigestCache(cache));
}

TEST_CASE("the digest is the sha256 with an empty cache, with the entry made then, and without a cache") {
  const TemporaryFolder folder;
  const auto weights = folder.write("weights", kWeights);
  const auto cache = folder.path() / "digests";
  const std::string expected = sha256_hex(kWeights);
  CHECK(digest_of(weights, cache) == expected);
  const DigestCache kept(cache);
  CHECK(kept.find(key_of(kWeights, kept.seed())) == expected);
  CHECK(digest_of(weights, cache) == expected);
  CHECK(digest_of(weights, "") == expected);
}

TEST_CASE("an entry is taken for the sha256 of its content") {
  const TemporaryFolder folder;
  const auto weights = folder.write("weights", kWeights);
  DigestCache cache(folder.path() / "digests");
  cache.add(key_of(kWeights, cache.seed()), kWrong);
  CHECK(digest_of_files(std::array{weights}, cache) == kWrong);
}

TEST_CASE("one byte changed in place is another content") {
  const TemporaryFolder folder;
  DigestCache cache(folder.path() / "digests");
  cache.add(key_of(kWeights, cache.seed()), kWrong);
  std::string changed = kWeights;
  changed[4'000'000] = 'x';
  CHECK(digest_of_files(std::array{folder.write("weights", changed)}, cache) == sha256_hex(changed));
}

TEST_CASE("shards count as one content in their order") {
  const TemporaryFolder folder;
  const std::array shards = {folder.write("1", kWeights), folder.write("2", "end")};
  const auto cache = folder.path() / "digests";
  CHECK(digest_of_files(shards, DigestCache(cache)) == sha256_hex(kWeights + "end"));
  CHECK(digest_of_files(shards, DigestCache(cache)) == sha256_hex(kWeights + "end"));
}

TEST_CASE("small files leave no entry") {
  const TemporaryFolder folder;
  const auto cache = folder.path() / "digests";
  CHECK(digest_of(folder.write("small", "abc"), cache) == sha256_hex("abc"));
  CHECK_FALSE(std::filesystem::exists(cache));
}

TEST_CASE("a file that is missing is an error with its name") {
  const TemporaryFolder folder;
  CHECK(test::error_of([&] { digest_of(folder.path() / "gone", folder.path() / "digests"); }).find("gone") !=
        std::string::npos);
}

}  // namespace
}  // namespace coldread
