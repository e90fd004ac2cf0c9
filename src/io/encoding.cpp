#include "io/encoding.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <fmt/format.h>
#include <iconv.h>
#include <utility>
#include <vector>

#include "base/suggest.h"
#include "base/unicode.h"

namespace coldread {
namespace {

constexpr std::size_t kMost = std::size_t{4} << 30u;

using Names = std::pair<std::string_view, std::string_view>;

/// Python's names without '-', '_' and ' ', in lower case, and iconv's. Only these are handed to iconv: stateful
/// encodings have been a door into programs.
constexpr std::array<Names, 54> kEncodings{{
    {"utf8", "UTF-8"},          {"utf8sig", "UTF-8"},
    {"ascii", "ASCII"},         {"usascii", "ASCII"},
    {"utf16", "UTF-16"},        {"utf16le", "UTF-16LE"},
    {"utf16be", "UTF-16BE"},    {"utf32", "UTF-32"},
    {"utf32le", "UTF-32LE"},    {"utf32be", "UTF-32BE"},
    {"latin1", "ISO-8859-1"},   {"iso88591", "ISO-8859-1"},
    {"l1", "ISO-8859-1"},       {"latin2", "ISO-8859-2"},
    {"iso88592", "ISO-8859-2"}, {"latin3", "ISO-8859-3"},
    {"iso88593", "ISO-8859-3"}, {"latin4", "ISO-8859-4"},
    {"iso88594", "ISO-8859-4"}, {"iso88595", "ISO-8859-5"},
    {"cyrillic", "ISO-8859-5"}, {"iso88596", "ISO-8859-6"},
    {"iso88597", "ISO-8859-7"}, {"greek", "ISO-8859-7"},
    {"iso88598", "ISO-8859-8"}, {"latin5", "ISO-8859-9"},
    {"iso88599", "ISO-8859-9"}, {"iso885913", "ISO-8859-13"},
    {"latin9", "ISO-8859-15"},  {"iso885915", "ISO-8859-15"},
    {"cp1250", "CP1250"},       {"windows1250", "CP1250"},
    {"cp1251", "CP1251"},       {"windows1251", "CP1251"},
    {"cp1252", "CP1252"},       {"windows1252", "CP1252"},
    {"cp1253", "CP1253"},       {"cp1254", "CP1254"},
    {"cp1255", "CP1255"},       {"cp1256", "CP1256"},
    {"cp1257", "CP1257"},       {"cp1258", "CP1258"},
    {"cp437", "CP437"},         {"cp850", "CP850"},
    {"koi8r", "KOI8-R"},        {"koi8u", "KOI8-U"},
    {"macroman", "MACINTOSH"},  {"shiftjis", "SHIFT_JIS"},
    {"cp932", "CP932"},         {"eucjp", "EUC-JP"},
    {"euckr", "EUC-KR"},        {"cp949", "CP949"},
    {"gb18030", "GB18030"},     {"big5", "BIG5"},
}};

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c != '-' && c != '_' && c != ' ') plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return plain;
}

std::string iconv_name(const std::string& encoding) {
  const auto found = std::ranges::find(kEncodings, plain_name(encoding), &Names::first);
  if (found != kEncodings.end()) return std::string(found->second);
  std::vector<std::string> known{"utf-8",     "latin-1", "utf-16", "utf-16-le",
                                 "utf-16-be", "utf-32",  "cp1252", "iso-8859-15"};
  throw Error(ErrorCode::usage,
              "unknown encoding '" + encoding + "'" + did_you_mean(encoding, known) +
                  " (there are utf-8, utf-16, latin-1, cp1252, gb18030 and others by Python's names)");
}

class Converter {
 public:
  explicit Converter(const std::string& encoding) : descriptor_(::iconv_open("UTF-8", iconv_name(encoding).c_str())) {
    if (!is_open()) throw Error(ErrorCode::usage, "encoding '" + encoding + "' is not installed on this machine");
  }
  ~Converter() {
    if (is_open()) ::iconv_close(descriptor_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  /// Takes bytes off the front as far as they convert; whether all did.
  bool convert(std::string_view& bytes, std::string& text) {
    std::array<char, 1u << 16u> block{};
    while (!bytes.empty()) {
      char* from = const_cast<char*>(bytes.data());
      std::size_t left = bytes.size();
      char* to = block.data();
      std::size_t room = block.size();
      const std::size_t done = ::iconv(descriptor_, &from, &left, &to, &room);
      const int reason = errno;
      text.append(block.data(), block.size() - room);
      bytes.remove_prefix(bytes.size() - left);
      if (done == static_cast<std::size_t>(-1) && reason != E2BIG) return false;
      if (text.size() > kMost) return false;
    }
    return true;
  }

 private:
  // NOLINTNEXTLINE(performance-no-int-to-ptr): iconv's own sign of failure
  bool is_open() const { return descriptor_ != reinterpret_cast<iconv_t>(-1); }

  iconv_t descriptor_;
};

int line_of(std::string_view text) {
  return 1 + static_cast<int>(std::ranges::count(text, '\n'));
}

/// Bytes that a file begins with, and what it then is.
constexpr std::array<Names, 8> kMarks{{
    {"\x1F\x8B", "gzip"},
    {"ARROW1", "Arrow"},
    {"\x28\xB5\x2F\xFD", "zstd"},
    {"\xFD"
     "7zXZ",
     "xz"},
    {"PK\x03\x04", "zip"},
    {std::string_view("\xFF\xFE\0\0", 4), "UTF-32"},
    {"\xFF\xFE", "UTF-16"},
    {"\xFE\xFF", "UTF-16"},
}};

}  // namespace

std::string decode(std::string_view bytes, const std::string& encoding, const std::string& origin) {
  Converter converter(encoding);
  std::string text;
  std::string_view rest = bytes;
  if (!converter.convert(rest, text)) {
    if (text.size() > kMost) throw Error(ErrorCode::input, {.file = origin}, "is larger than 4 GiB as UTF-8");
    throw Error(ErrorCode::input, {.file = origin, .line = line_of(text)},
                fmt::format("byte 0x{:02X} at offset {} is not {}; set another 'encoding' in dataset_kwargs",
                            static_cast<unsigned char>(rest.front()), bytes.size() - rest.size(), encoding));
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  return text;
}

std::optional<BadByte> first_bad_byte(std::string_view text, const std::string& origin) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const CodePoint point = code_point_at(text, at);
    if (!point.valid) break;
    at += point.length;
  }
  if (at == text.size()) return std::nullopt;
  const std::string_view before = text.substr(0, at);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return BadByte{
      .place = {.file = origin, .line = line_of(before), .column = static_cast<int>(at - line_start) + 1},
      .message = fmt::format("byte 0x{:02X} is not UTF-8; save the file as UTF-8, or set 'encoding' in dataset_kwargs "
                             "(encoding: latin-1, cp1252, ...)",
                             static_cast<unsigned char>(text[at]))};
}

std::string_view binary_kind(std::string_view bytes) {
  for (const auto& [mark, kind] : kMarks) {
    if (bytes.starts_with(mark)) return kind;
  }
  if (bytes.starts_with("PAR1") && bytes.ends_with("PAR1")) return "Parquet";
  if (bytes.starts_with("BZh") && bytes.substr(3).find("1AY&SY") == 1) return "bzip2";
  // Text of ASCII characters in two bytes each, without a byte order mark.
  const bool wide = bytes.size() >= 4 && ((bytes[0] == '\0') != (bytes[1] == '\0')) &&
                    (bytes[0] == '\0') == (bytes[2] == '\0') && (bytes[1] == '\0') == (bytes[3] == '\0');
  return wide ? "UTF-16" : "";
}

}  // namespace coldread
