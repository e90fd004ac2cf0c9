#include "io/digest_cache.h"

#include <doctest/doctest.h>
#include <string>
#include <sys/stat.h>

#include "io/file.h"
#include "io/sha256.h"
#include "support/environment.h"
#include "support/temporary_folder.h"

namespace coldread {
namespace {

ContentKey key_of(char digit, std::uint64_t bytes = 5) {
  return {.bytes = bytes, .xxh3 = std::string(32, digit)};
}

const std::string kDigest(64, 'd');

/// A file with one entry, of key_of('a').
std::filesystem::path file_of_one(const TemporaryFolder& folder) {
  const std::filesystem::path file = folder.path() / "below" / "digests";
  DigestCache(file).add(key_of('a'), kDigest);
  return file;
}

/// What a cache finds for key_of('a') once `text` is in its file; it must then work as an empty one does.
std::string found_in(const std::filesystem::path& file, const std::string& text) {
  write_file_atomically(file, text);
  DigestCache cache(file);
  const std::string found = cache.find(key_of('a'));
  cache.add(key_of('b'), kDigest);
  CHECK(DigestCache(file).find(key_of('b')) == kDigest);
  return found;
}

TEST_CASE("an entry is found again by all of its key") {
  const TemporaryFolder folder;
  const DigestCache cache(file_of_one(folder));
  CHECK(cache.find(key_of('a')) == kDigest);
  CHECK(cache.find(key_of('b')) == "");
  CHECK(cache.find(key_of('a', 6)) == "");
}

TEST_CASE("the seed stays with the file, and another file has another") {
  const TemporaryFolder folder;
  const auto file = file_of_one(folder);
  CHECK(DigestCache(file).seed() == DigestCache(file).seed());
  CHECK(DigestCache(file).seed() != DigestCache(folder.path() / "other").seed());
}

TEST_CASE("the folder is the user's alone") {
  const TemporaryFolder folder;
  struct stat status = {};
  REQUIRE(::stat(file_of_one(folder).parent_path().c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0700U);
}

TEST_CASE("any byte changed in an entry loses it, and the next entry mends the file") {
  const TemporaryFolder folder;
  const std::string text = read_text_file(file_of_one(folder));
  const std::size_t entry = text.find('\n') + 1;
  std::string damaged;
  for (std::size_t at = entry; at + 1 < text.size(); ++at) {
    damaged = text;
    damaged[at] = damaged[at] == 'e' ? 'f' : 'e';
    CAPTURE(damaged);
    CHECK(DigestCache(folder.write("digests", damaged)).find(key_of('a')) == "");
  }
  CHECK(found_in(folder.path() / "digests", damaged) == "");
  CHECK(found_in(folder.path() / "digests", text) == kDigest);
}

TEST_CASE("what is no such file counts as empty") {
  const TemporaryFolder folder;
  const auto file = file_of_one(folder);
  const std::string text = read_text_file(file);
  const std::size_t entry = text.find('\n') + 1;
  CHECK(found_in(file, "") == "");
  CHECK(found_in(file, "\n\n") == "");
  CHECK(found_in(file, "coldread-digests 2 0123456789abcdef\n" + text.substr(entry)) == "");
  CHECK(found_in(file, "coldread-digests 1 0123456789ABCDEF\n" + text.substr(entry)) == "");
  CHECK(found_in(file, "coldread-digests 1\n" + text.substr(entry)) == "");
  CHECK(found_in(file, std::string(100, '\0')) == "");
  CHECK(found_in(file, text.substr(0, text.size() - 10)) == "");
  CHECK(found_in(file, text + std::string(1 << 20, 'x')) == "");
  CHECK(found_in(file, text + "torn") == kDigest);
}

TEST_CASE("a FIFO in the file's place is no wait, and no cache") {
  const TemporaryFolder folder;
  const auto fifo = folder.path() / "digests";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK(found_in(fifo, "") == "");
}

TEST_CASE("the oldest entries go once there are 256") {
  const TemporaryFolder folder;
  const auto file = file_of_one(folder);
  std::string text = read_text_file(file);
  text.resize(text.find('\n') + 1);
  for (std::size_t n = 0; n < DigestCache::kMostEntries; ++n) {
    const std::string entry = key_of('a').xxh3 + " " + std::to_string(n) + " " + kDigest;
    text += sha256_hex(entry).substr(0, 16) + " " + entry + "\n";
  }
  write_file_atomically(file, text);
  CHECK(DigestCache(file).find(key_of('a', 0)) == kDigest);
  DigestCache(file).add(key_of('b'), kDigest);
  const DigestCache cache(file);
  CHECK(cache.find(key_of('a', 0)) == "");
  CHECK(cache.find(key_of('a', 1)) == kDigest);
  CHECK(cache.find(key_of('a', DigestCache::kMostEntries - 1)) == kDigest);
  CHECK(cache.find(key_of('b')) == kDigest);
  CHECK(std::filesystem::file_size(file) < 64 << 10);
}

TEST_CASE("a place that cannot be written keeps nothing, quietly") {
  const TemporaryFolder folder;
  const auto blocked = folder.write("file", "") / "digests";
  DigestCache cache(blocked);
  cache.add(key_of('a'), kDigest);
  CHECK(DigestCache(blocked).find(key_of('a')) == "");
  DigestCache nowhere{std::filesystem::path()};
  CHECK_FALSE(nowhere.keeps());
  nowhere.add(key_of('a'), kDigest);
  CHECK(nowhere.find(key_of('a')) == "");
}

TEST_CASE("the user's cache is where the variables say, and nowhere without them") {
  const TemporaryFolder folder;
  const auto keeps_below = [&](const std::string& name) {
    DigestCache::of_user().add(key_of('a'), kDigest);
    return std::filesystem::exists(folder.path() / name / "digests");
  };
  const std::string home = (folder.path() / "home").string();
  const test::Environment at_home("HOME", home.c_str());
  {
    const test::Environment elsewhere("XDG_CACHE_HOME", folder.path().c_str());
    CHECK(keeps_below("coldread"));
  }
  {
    const test::Environment relative("XDG_CACHE_HOME", "cache");
    CHECK(keeps_below("home/.cache/coldread"));
  }
  const test::Environment unset("XDG_CACHE_HOME", nullptr);
  const test::Environment homeless("HOME", nullptr);
  CHECK_FALSE(DigestCache::of_user().keeps());
}

}  // namespace
}  // namespace coldread
