#include "io/digest_cache.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <fmt/format.h>
#include <optional>
#include <string_view>
#include <sys/random.h>
#include <system_error>

#include "io/file.h"
#include "io/sha256.h"

namespace coldread {
namespace {

constexpr std::string_view kHeader = "coldread-digests 1 ";
constexpr std::size_t kCheckDigits = 16;
/// 256 lines of at most 135 bytes and a header.
constexpr std::size_t kMostFileBytes = std::size_t{64} << 10U;

std::filesystem::path folder_of_user() {
  for (const auto& [variable, below] :
       {std::pair{"XDG_CACHE_HOME", "coldread"}, std::pair{"HOME", ".cache/coldread"}}) {
    const char* const folder = std::getenv(variable);
    if (folder != nullptr && *folder == '/') return std::filesystem::path(folder) / below;
  }
  return {};
}

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// All of the text as a number.
std::optional<std::uint64_t> number(std::string_view text, int base) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Takes what stands before the next space, or all.
std::string_view next_word(std::string_view& text) {
  const std::size_t space = text.find(' ');
  const std::string_view word = text.substr(0, space);
  text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  return word;
}

std::string check_of(std::string_view entry) {
  return sha256_hex(entry).substr(0, kCheckDigits);
}

std::optional<std::pair<ContentKey, std::string>> read_entry(std::string_view line) {
  const std::string_view check = next_word(line);
  if (check != check_of(line)) return std::nullopt;
  const std::string_view xxh3 = next_word(line);
  const std::optional<std::uint64_t> bytes = number(next_word(line), 10);
  if (!is_hex(xxh3, 32) || !bytes || !is_hex(line, 64)) return std::nullopt;
  return std::pair{ContentKey{.bytes = *bytes, .xxh3 = std::string(xxh3)}, std::string(line)};
}

std::string text_of(const ContentKey& key, const std::string& sha256) {
  const std::string entry = fmt::format("{} {} {}", key.xxh3, key.bytes, sha256);
  return fmt::format("{} {}\n", check_of(entry), entry);
}

}  // namespace

DigestCache DigestCache::of_user() {
  const std::filesystem::path folder = folder_of_user();
  return DigestCache(folder.empty() ? folder : folder / "digests");
}

DigestCache::DigestCache(std::filesystem::path file) : file_(std::move(file)) {
  if (file_.empty()) return;
  std::string text;
  try {
    text = read_text_file(file_, ErrorCode::input, kMostFileBytes);
  } catch (const Error&) {
    text.clear();  // made by the first entry
  }
  std::string_view rest = text;
  const auto next_line = [&rest] {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
  };
  const std::string_view header = next_line();
  const std::string_view seed = header.substr(std::min(kHeader.size(), header.size()));
  const std::optional<std::uint64_t> known = is_hex(seed, 16) ? number(seed, 16) : std::nullopt;
  if (header.starts_with(kHeader) && known) {
    seed_ = *known;
    while (!rest.empty() && entries_.size() < kMostEntries) {
      if (auto entry = read_entry(next_line())) entries_.push_back(std::move(*entry));
    }
  } else if (::getentropy(&seed_, sizeof(seed_)) != 0) {
    file_.clear();
  }
}

std::string DigestCache::find(const ContentKey& key) const {
  for (const auto& [known, sha256] : entries_) {
    if (known == key) return sha256;
  }
  return "";
}

void DigestCache::add(const ContentKey& key, const std::string& sha256) {
  if (!keeps()) return;
  std::erase_if(entries_, [&](const auto& entry) { return entry.first == key; });
  if (entries_.size() >= kMostEntries) entries_.erase(entries_.begin());
  entries_.emplace_back(key, sha256);
  std::string text = fmt::format("{}{:016x}\n", kHeader, seed_);
  for (const auto& [known, digest] : entries_) text += text_of(known, digest);
  const std::filesystem::path folder = file_.parent_path();
  std::error_code error;
  if (std::filesystem::create_directories(folder, error)) {
    // The seed in it is for this user alone.
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  try {
    write_file_atomically(file_, text);
  } catch (const Error&) {
    return;  // worked out again next time
  }
}

}  // namespace coldread
