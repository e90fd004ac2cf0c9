#include "base/python_chars.h"

#include <algorithm>
#include <array>
#include <span>
#include <utf8proc.h>

#include "base/unicode.h"

namespace coldread {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode's Other_Lowercase and Other_Uppercase, Numeric_Type=Digit outside Nd, and numeric ideographs.
constexpr Range kOtherLower[] = {
    {0xAA, 0xAA},     {0xBA, 0xBA},     {0x2B0, 0x2B8},     {0x2C0, 0x2C1},     {0x2E0, 0x2E4},     {0x345, 0x345},
    {0x37A, 0x37A},   {0x1D2C, 0x1D6A}, {0x1D78, 0x1D78},   {0x1D9B, 0x1DBF},   {0x2071, 0x2071},   {0x207F, 0x207F},
    {0x2090, 0x209C}, {0x2170, 0x217F}, {0x24D0, 0x24E9},   {0x2C7C, 0x2C7D},   {0xA69C, 0xA69D},   {0xA770, 0xA770},
    {0xA7F8, 0xA7F9}, {0xAB5C, 0xAB5F}, {0x10780, 0x10780}, {0x10783, 0x10785}, {0x10787, 0x107B0}, {0x107B2, 0x107BA}};
constexpr Range kOtherUpper[] = {
    {0x2160, 0x216F}, {0x24B6, 0x24CF}, {0x1F130, 0x1F149}, {0x1F150, 0x1F169}, {0x1F170, 0x1F189}};
constexpr Range kOtherDigit[] = {{0xB2, 0xB3},       {0xB9, 0xB9},       {0x1369, 0x1371},   {0x19DA, 0x19DA},
                                 {0x2070, 0x2070},   {0x2074, 0x2079},   {0x2080, 0x2089},   {0x2460, 0x2468},
                                 {0x2474, 0x247C},   {0x2488, 0x2490},   {0x24EA, 0x24EA},   {0x24F5, 0x24FD},
                                 {0x24FF, 0x24FF},   {0x2776, 0x277E},   {0x2780, 0x2788},   {0x278A, 0x2792},
                                 {0x10A40, 0x10A43}, {0x10E60, 0x10E68}, {0x11052, 0x1105A}, {0x1F100, 0x1F10A}};
constexpr Range kIdeographNumbers[] = {
    {0x3405, 0x3405},   {0x3483, 0x3483},   {0x382A, 0x382A},   {0x3B4D, 0x3B4D},   {0x4E00, 0x4E00},
    {0x4E03, 0x4E03},   {0x4E07, 0x4E07},   {0x4E09, 0x4E09},   {0x4E5D, 0x4E5D},   {0x4E8C, 0x4E8C},
    {0x4E94, 0x4E94},   {0x4E96, 0x4E96},   {0x4EBF, 0x4EC0},   {0x4EDF, 0x4EDF},   {0x4EE8, 0x4EE8},
    {0x4F0D, 0x4F0D},   {0x4F70, 0x4F70},   {0x5104, 0x5104},   {0x5146, 0x5146},   {0x5169, 0x5169},
    {0x516B, 0x516B},   {0x516D, 0x516D},   {0x5341, 0x5341},   {0x5343, 0x5345},   {0x534C, 0x534C},
    {0x53C1, 0x53C4},   {0x56DB, 0x56DB},   {0x58F1, 0x58F1},   {0x58F9, 0x58F9},   {0x5E7A, 0x5E7A},
    {0x5EFE, 0x5EFF},   {0x5F0C, 0x5F0E},   {0x5F10, 0x5F10},   {0x62FE, 0x62FE},   {0x634C, 0x634C},
    {0x67D2, 0x67D2},   {0x6F06, 0x6F06},   {0x7396, 0x7396},   {0x767E, 0x767E},   {0x8086, 0x8086},
    {0x842C, 0x842C},   {0x8CAE, 0x8CAE},   {0x8CB3, 0x8CB3},   {0x8D30, 0x8D30},   {0x9621, 0x9621},
    {0x9646, 0x9646},   {0x964C, 0x964C},   {0x9678, 0x9678},   {0x96F6, 0x96F6},   {0xF96B, 0xF96B},
    {0xF973, 0xF973},   {0xF978, 0xF978},   {0xF9B2, 0xF9B2},   {0xF9D1, 0xF9D1},   {0xF9D3, 0xF9D3},
    {0xF9FD, 0xF9FD},   {0x20001, 0x20001}, {0x20064, 0x20064}, {0x200E2, 0x200E2}, {0x20121, 0x20121},
    {0x2092A, 0x2092A}, {0x20983, 0x20983}, {0x2098C, 0x2098C}, {0x2099C, 0x2099C}, {0x20AEA, 0x20AEA},
    {0x20AFD, 0x20AFD}, {0x20B19, 0x20B19}, {0x22390, 0x22390}, {0x22998, 0x22998}, {0x23B1B, 0x23B1B},
    {0x2626D, 0x2626D}, {0x2F890, 0x2F890}};

/// Full title mappings of SpecialCasing (unconditional part).
struct Expansion {
  char32_t from;
  std::u32string_view to;
};
constexpr Expansion kTitleExpansions[] = {{0xDF, U"Ss"},
                                          {0x149, U"\u02BCN"},
                                          {0x1F0, U"J\u030C"},
                                          {0x390, U"\u0399\u0308\u0301"},
                                          {0x3B0, U"\u03A5\u0308\u0301"},
                                          {0x587, U"\u0535\u0582"},
                                          {0x1E96, U"H\u0331"},
                                          {0x1E97, U"T\u0308"},
                                          {0x1E98, U"W\u030A"},
                                          {0x1E99, U"Y\u030A"},
                                          {0x1E9A, U"A\u02BE"},
                                          {0x1F50, U"\u03A5\u0313"},
                                          {0x1F52, U"\u03A5\u0313\u0300"},
                                          {0x1F54, U"\u03A5\u0313\u0301"},
                                          {0x1F56, U"\u03A5\u0313\u0342"},
                                          {0x1FB2, U"\u1FBA\u0345"},
                                          {0x1FB4, U"\u0386\u0345"},
                                          {0x1FB6, U"\u0391\u0342"},
                                          {0x1FB7, U"\u0391\u0342\u0345"},
                                          {0x1FC2, U"\u1FCA\u0345"},
                                          {0x1FC4, U"\u0389\u0345"},
                                          {0x1FC6, U"\u0397\u0342"},
                                          {0x1FC7, U"\u0397\u0342\u0345"},
                                          {0x1FD2, U"\u0399\u0308\u0300"},
                                          {0x1FD3, U"\u0399\u0308\u0301"},
                                          {0x1FD6, U"\u0399\u0342"},
                                          {0x1FD7, U"\u0399\u0308\u0342"},
                                          {0x1FE2, U"\u03A5\u0308\u0300"},
                                          {0x1FE3, U"\u03A5\u0308\u0301"},
                                          {0x1FE4, U"\u03A1\u0313"},
                                          {0x1FE6, U"\u03A5\u0342"},
                                          {0x1FE7, U"\u03A5\u0308\u0342"},
                                          {0x1FF2, U"\u1FFA\u0345"},
                                          {0x1FF4, U"\u038F\u0345"},
                                          {0x1FF6, U"\u03A9\u0342"},
                                          {0x1FF7, U"\u03A9\u0342\u0345"},
                                          {0xFB00, U"Ff"},
                                          {0xFB01, U"Fi"},
                                          {0xFB02, U"Fl"},
                                          {0xFB03, U"Ffi"},
                                          {0xFB04, U"Ffl"},
                                          {0xFB05, U"St"},
                                          {0xFB06, U"St"},
                                          {0xFB13, U"\u0544\u0576"},
                                          {0xFB14, U"\u0544\u0565"},
                                          {0xFB15, U"\u0544\u056B"},
                                          {0xFB16, U"\u054E\u0576"},
                                          {0xFB17, U"\u0544\u056D"}};

bool among(char32_t c, std::span<const Range> ranges) noexcept {
  const auto* found = std::lower_bound(ranges.data(), ranges.data() + ranges.size(), c,
                                       [](const Range& range, char32_t value) { return range.last < value; });
  return found != ranges.data() + ranges.size() && found->first <= c;
}

utf8proc_category_t category(char32_t c) noexcept {
  return utf8proc_category(static_cast<utf8proc_int32_t>(c));
}

}  // namespace

bool is_python_printable(char32_t c) noexcept {
  if (c == U' ') return true;
  switch (category(c)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_ZS:
      return false;
    default:
      return true;
  }
}

bool is_python_decimal(char32_t c) noexcept {
  return category(c) == UTF8PROC_CATEGORY_ND;
}

bool is_python_digit(char32_t c) noexcept {
  return is_python_decimal(c) || among(c, kOtherDigit);
}

bool is_python_numeric(char32_t c) noexcept {
  return is_number(c) || among(c, kIdeographNumbers);
}

bool is_python_alphanumeric(char32_t c) noexcept {
  return is_letter(c) || is_python_numeric(c);
}

bool is_python_lower(char32_t c) noexcept {
  return category(c) == UTF8PROC_CATEGORY_LL || among(c, kOtherLower);
}

bool is_python_upper(char32_t c) noexcept {
  return category(c) == UTF8PROC_CATEGORY_LU || among(c, kOtherUpper);
}

bool is_python_title(char32_t c) noexcept {
  return category(c) == UTF8PROC_CATEGORY_LT;
}

int decimal_value(char32_t c) noexcept {
  if (c >= U'0' && c <= U'9') return static_cast<int>(c - U'0');
  if (!is_python_decimal(c)) return -1;
  // Decimal digits come in runs of ten that begin with a zero; runs may touch.
  char32_t first = c;
  while (first > 0 && is_python_decimal(first - 1)) --first;
  return static_cast<int>((c - first) % 10);
}

void append_title_case(std::string& text, char32_t c) {
  const auto* expansion = std::find_if(std::begin(kTitleExpansions), std::end(kTitleExpansions),
                                       [&](const Expansion& candidate) { return candidate.from == c; });
  if (c >= 0xDF && expansion != std::end(kTitleExpansions)) {
    text += to_utf8(expansion->to);
  } else {
    append_utf8(text, static_cast<char32_t>(utf8proc_totitle(static_cast<utf8proc_int32_t>(c))));
  }
}

std::string casefold(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    i += point.length;
    std::array<utf8proc_int32_t, 8> out{};
    int boundary = 0;
    const utf8proc_ssize_t count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(point.value), out.data(),
                                                           out.size(), UTF8PROC_CASEFOLD, &boundary);
    for (utf8proc_ssize_t k = 0; k < count && k < 8; ++k) {
      append_utf8(folded, static_cast<char32_t>(out[static_cast<std::size_t>(k)]));
    }
  }
  return folded;
}

}  // namespace coldread
