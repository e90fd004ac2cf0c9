#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace coldread {

/// What a content is looked up by: its length, and its Xxh3 with the cache's seed.
struct ContentKey {
  std::uint64_t bytes = 0;
  std::string xxh3;

  bool operator==(const ContentKey&) const = default;
};

/// The sha256 of contents met before, in a small text file of this user:
///
///     coldread-digests 1 <seed>
///     <check> <xxh3> <bytes> <sha256>
///
/// The check is the beginning of the sha256 of what follows it. A file that is damaged, too long or no file at all
/// counts as empty, a damaged line as missing, and the next entry writes the file anew. Two processes that write at
/// once may lose an entry, which is then worked out again. Nothing here fails: what cannot be kept is not kept.
class DigestCache {
 public:
  /// $XDG_CACHE_HOME/coldread/digests, else ~/.cache/coldread/digests; of no file where neither is an absolute path.
  static DigestCache of_user();
  /// An empty path keeps nothing.
  explicit DigestCache(std::filesystem::path file);

  /// Of the keys. Made at random when the file is made: a file's author cannot know it.
  std::uint64_t seed() const { return seed_; }
  bool keeps() const { return !file_.empty(); }
  /// As 64 hex digits; "" where the content is not known.
  std::string find(const ContentKey& key) const;
  void add(const ContentKey& key, const std::string& sha256);

  static constexpr std::size_t kMostEntries = 256;

 private:
  std::filesystem::path file_;
  std::uint64_t seed_ = 0;
  std::vector<std::pair<ContentKey, std::string>> entries_;  ///< the newest last
};

}  // namespace coldread
