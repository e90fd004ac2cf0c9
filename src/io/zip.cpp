#include "io/zip.h"

#include <algorithm>
#include <cstring>
#include <zlib.h>

#include "io/byte_reader.h"

namespace coldread {
namespace {

// Source: APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.
constexpr std::string_view kEnd = "PK\5\6";
constexpr std::string_view kEnd64 = "PK\6\6";
constexpr std::string_view kLocator64 = "PK\6\7";
constexpr std::string_view kCentral = "PK\1\2";
constexpr std::string_view kLocal = "PK\3\4";
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kEnd64Bytes = 56;
constexpr std::size_t kLocatorBytes = 20;
constexpr std::size_t kCentralBytes = 46;
constexpr std::size_t kLocalBytes = 30;
constexpr std::size_t kMostComment = 65535;
constexpr std::uint64_t kMostEntries = 1 << 20;
constexpr std::uint32_t kIn64 = 0xFFFFFFFF;  ///< the number stands in the Zip64 extra field
constexpr std::uint16_t kExtra64 = 1;

/// A number at a place that is known to lie in the bytes.
template <typename T>
T number_at(std::string_view bytes, std::size_t place) {
  T value{};
  std::memcpy(&value, bytes.data() + place, sizeof(T));
  return value;
}

}  // namespace

struct ZipFile::Directory {
  std::string_view bytes;
  std::uint64_t entries = 0;
};

ZipFile::ZipFile(const std::filesystem::path& path) : file_(path) {
  const Directory directory = find_directory();
  if (directory.entries > kMostEntries || directory.entries > directory.bytes.size() / kCentralBytes) {
    fail("claims " + std::to_string(directory.entries) + " entries, more than its directory has room for");
  }
  const std::function<void(const std::string&)> on_error = [this](const std::string& message) { fail(message); };
  ByteReader reader(directory.bytes, on_error);
  for (std::uint64_t i = 0; i < directory.entries; ++i) {
    const std::string_view header = reader.take(kCentralBytes, "an entry of the directory");
    if (!header.starts_with(kCentral)) fail("has a directory whose entry " + std::to_string(i) + " is damaged");
    const std::string_view name = reader.take(number_at<std::uint16_t>(header, 28), "an entry's name");
    const std::string_view extra = reader.take(number_at<std::uint16_t>(header, 30), "an entry's extra field");
    reader.take(number_at<std::uint16_t>(header, 32), "an entry's comment");
    Entry entry = read_entry(header, extra);
    if (entry.name != name) fail("has an entry '" + std::string(name) + "' that its data calls otherwise");
    entries_.push_back(entry);
  }
  std::ranges::sort(entries_, {}, &Entry::name);
  const auto twice = std::ranges::adjacent_find(entries_, {}, &Entry::name);
  if (twice != entries_.end()) fail("holds the entry '" + std::string(twice->name) + "' twice");
}

ZipFile::Directory ZipFile::find_directory() const {
  const std::string_view text = file_.text();
  const std::size_t from = text.size() - std::min(text.size(), kEndBytes + kMostComment);
  const std::size_t place = text.rfind(kEnd);
  if (place == std::string_view::npos || place < from || text.size() - place < kEndBytes) {
    fail("is no zip archive, or cut off: its directory is not at the end");
  }
  const std::string_view end = text.substr(place, kEndBytes);
  Directory directory{.bytes = {}, .entries = number_at<std::uint16_t>(end, 10)};
  std::uint64_t size = number_at<std::uint32_t>(end, 12);
  std::uint64_t offset = number_at<std::uint32_t>(end, 16);
  std::uint64_t entries_here = number_at<std::uint16_t>(end, 8);
  if (place >= kLocatorBytes && text.substr(place - kLocatorBytes).starts_with(kLocator64)) {
    const auto at = number_at<std::uint64_t>(text, place - kLocatorBytes + 8);
    if (at > place || place - at < kEnd64Bytes || !text.substr(static_cast<std::size_t>(at)).starts_with(kEnd64)) {
      fail("has a damaged end of its directory");
    }
    const std::string_view end64 = text.substr(static_cast<std::size_t>(at), kEnd64Bytes);
    entries_here = number_at<std::uint64_t>(end64, 24);
    directory.entries = number_at<std::uint64_t>(end64, 32);
    size = number_at<std::uint64_t>(end64, 40);
    offset = number_at<std::uint64_t>(end64, 48);
  }
  if (entries_here != directory.entries) fail("is one part of a zip archive in several");
  if (offset > place || size > place - offset) fail("is cut off: its directory lies beyond its end");
  directory.bytes = text.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
  return directory;
}

ZipFile::Entry ZipFile::read_entry(std::string_view header, std::string_view extra) const {
  const std::function<void(const std::string&)> on_error = [this](const std::string& message) { fail(message); };
  std::uint64_t packed = number_at<std::uint32_t>(header, 20);
  std::uint64_t size = number_at<std::uint32_t>(header, 24);
  std::uint64_t offset = number_at<std::uint32_t>(header, 42);
  ByteReader fields(extra, on_error);
  while (fields.left() >= 4) {
    const auto id = fields.number<std::uint16_t>("an extra field");
    const std::string_view field = fields.take(fields.number<std::uint16_t>("an extra field"), "an extra field");
    if (id != kExtra64) continue;
    ByteReader wide(field, on_error);
    if (size == kIn64) size = wide.number<std::uint64_t>("a size");
    if (packed == kIn64) packed = wide.number<std::uint64_t>("a size");
    if (offset == kIn64) offset = wide.number<std::uint64_t>("an offset");
  }
  const std::string_view text = file_.text();
  if (offset > text.size()) fail("is cut off: an entry begins beyond its end");
  ByteReader data(text.substr(static_cast<std::size_t>(offset)), on_error);
  const std::string_view local = data.take(kLocalBytes, "an entry's header");
  if (!local.starts_with(kLocal)) fail("has a damaged entry at byte " + std::to_string(offset));
  Entry entry{.name = data.take(number_at<std::uint16_t>(local, 26), "an entry's name"),
              .data = {},
              .crc32 = number_at<std::uint32_t>(header, 16)};
  data.take(number_at<std::uint16_t>(local, 28), "an entry's extra field");
  const bool encrypted = (number_at<std::uint16_t>(header, 8) & 1) != 0;
  if (encrypted || number_at<std::uint16_t>(header, 10) != 0 || packed != size) {
    fail("holds '" + std::string(entry.name) + "' " + (encrypted ? "encrypted" : "packed") +
         "; only entries that are stored as they are can be read");
  }
  entry.data = data.take(size, "entry '" + std::string(entry.name) + "'");
  return entry;
}

const ZipFile::Entry* ZipFile::find(std::string_view name) const {
  const auto place = std::ranges::lower_bound(entries_, name, {}, &Entry::name);
  return place == entries_.end() || place->name != name ? nullptr : &*place;
}

void ZipFile::check(const Entry& entry) const {
  const auto* bytes = reinterpret_cast<const Bytef*>(entry.data.data());
  if (::crc32_z(0, bytes, entry.data.size()) == entry.crc32) return;
  fail("holds '" + std::string(entry.name) + "' damaged: its checksum is another");
}

void ZipFile::fail(const std::string& message) const {
  throw Error(ErrorCode::input, {.file = path().string()}, message);
}

}  // namespace coldread
