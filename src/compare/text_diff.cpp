#include "compare/text_diff.h"

#include <algorithm>
#include <cstdint>
#include <string>

namespace coldread {
namespace {

using Kind = DiffPiece::Kind;
using Words = std::vector<std::string_view>;

constexpr std::size_t kMostPairs = 1'000'000;
constexpr std::size_t kMostPieces = 24;
constexpr std::size_t kContext = 60;   ///< bytes kept of what is the same, on either side of a change
constexpr std::size_t kChanged = 160;  ///< bytes kept of what changed, at either end
constexpr std::string_view kEllipsis = "\u2026";

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

/// Words, stretches of blanks, and line ends: put together they are the text.
Words words_of(std::string_view text) {
  Words words;
  for (std::size_t start = 0; start < text.size();) {
    std::size_t end = start + 1;
    if (text[start] != '\n') {
      const bool blank = is_blank(text[start]);
      while (end < text.size() && text[end] != '\n' && is_blank(text[end]) == blank) ++end;
    }
    words.push_back(text.substr(start, end - start));
    start = end;
  }
  return words;
}

void append(Kind kind, std::string_view text, std::vector<DiffPiece>& pieces) {
  if (text.empty()) return;
  if (!pieces.empty() && pieces.back().kind == kind) {
    pieces.back().text += text;
  } else {
    pieces.push_back({kind, std::string(text)});
  }
}

std::string joined(const Words& words, std::size_t from, std::size_t to) {
  std::string text;
  for (std::size_t i = from; i < to; ++i) text += words[i];
  return text;
}

/// The words of a[from, to_a) and b[from, to_b), which begin and end with nothing in common.
void diff_middle(const Words& a, const Words& b, std::size_t from, std::size_t to_a, std::size_t to_b,
                 std::vector<DiffPiece>& pieces) {
  const std::size_t rows = to_a - from, columns = to_b - from;
  if (rows * columns > kMostPairs || rows == 0 || columns == 0) {
    append(Kind::removed, joined(a, from, to_a), pieces);
    append(Kind::added, joined(b, from, to_b), pieces);
    return;
  }
  // common[i, j]: length of the longest common subsequence of what is left from word i and j on.
  std::vector<std::uint32_t> common((rows + 1) * (columns + 1), 0);
  const auto at = [&](std::size_t i, std::size_t j) -> std::uint32_t& { return common[i * (columns + 1) + j]; };
  for (std::size_t i = rows; i-- > 0;) {
    for (std::size_t j = columns; j-- > 0;) {
      at(i, j) = a[from + i] == b[from + j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
    }
  }
  std::size_t i = 0, j = 0;
  while (i < rows || j < columns) {
    if (i < rows && j < columns && a[from + i] == b[from + j]) {
      append(Kind::same, a[from + i], pieces);
      ++i, ++j;
    } else if (j == columns || (i < rows && at(i + 1, j) >= at(i, j + 1))) {
      append(Kind::removed, a[from + i++], pieces);
    } else {
      append(Kind::added, b[from + j++], pieces);
    }
  }
}

/// Changes that only blanks part become one: what was removed, then what was added.
std::vector<DiffPiece> gathered(const std::vector<DiffPiece>& pieces) {
  std::vector<DiffPiece> out;
  std::string removed, added;
  const auto flush = [&] {
    append(Kind::removed, removed, out);
    append(Kind::added, added, out);
    removed.clear();
    added.clear();
  };
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const DiffPiece& piece = pieces[i];
    const bool inside = !(removed.empty() && added.empty()) && i + 1 < pieces.size();
    if (piece.kind == Kind::same && inside && std::ranges::all_of(piece.text, is_blank)) {
      removed += piece.text;
      added += piece.text;
    } else if (piece.kind == Kind::same) {
      flush();
      append(Kind::same, piece.text, out);
    } else {
      (piece.kind == Kind::removed ? removed : added) += piece.text;
    }
  }
  flush();
  return out;
}

bool inside_character(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

/// At most `head` bytes from its beginning and `tail` from its end.
std::string cut(const std::string& text, std::size_t head, std::size_t tail) {
  if (text.size() <= head + tail + kEllipsis.size()) return text;
  std::size_t end = head, start = text.size() - tail;
  while (end > 0 && inside_character(text, end)) --end;
  while (inside_character(text, start)) ++start;
  return text.substr(0, end) + std::string(kEllipsis) + text.substr(start);
}

}  // namespace

std::vector<DiffPiece> text_diff(std::string_view from, std::string_view to) {
  const Words a = words_of(from), b = words_of(to);
  const std::size_t shorter = std::min(a.size(), b.size());
  std::size_t start = 0, end = 0;
  while (start < shorter && a[start] == b[start]) ++start;
  while (end < shorter - start && a[a.size() - 1 - end] == b[b.size() - 1 - end]) ++end;
  std::vector<DiffPiece> pieces;
  append(Kind::same, joined(a, 0, start), pieces);
  diff_middle(a, b, start, a.size() - end, b.size() - end, pieces);
  append(Kind::same, joined(a, a.size() - end, a.size()), pieces);
  return gathered(pieces);
}

std::vector<DiffPiece> shortened(std::vector<DiffPiece> pieces) {
  const std::size_t last = pieces.size() - 1;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const bool same = pieces[i].kind == Kind::same;
    const std::size_t keep = same ? kContext : kChanged;
    pieces[i].text = cut(pieces[i].text, same && i == 0 ? 0 : keep, same && i == last ? 0 : keep);
  }
  if (pieces.size() > kMostPieces) {
    pieces.resize(kMostPieces);
    pieces.push_back({Kind::same, std::string(kEllipsis)});
  }
  return pieces;
}

}  // namespace coldread
