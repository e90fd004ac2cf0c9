#include "io/file.h"

#include <cstdint>
#include <doctest/doctest.h>
#include <fstream>
#include <utility>
#include <vector>

#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace coldread {
namespace {

using Line = std::pair<std::string, std::size_t>;

struct Read {
  std::vector<Line> lines;
  LinesRead end;
};

Read lines_of(const std::filesystem::path& path, std::size_t most = kMostLineBytes) {
  Read read;
  read.end = read_lines(
      path, ErrorCode::input, [&](std::string_view line, std::size_t offset) { read.lines.emplace_back(line, offset); },
      most);
  return read;
}

TEST_CASE("lines are handed over with their places, and a torn end is told apart") {
  const TemporaryFolder folder;
  const auto path = folder.write("lines", "one\n\nthree\nto");
  const Read torn = lines_of(path);
  CHECK(torn.lines == std::vector<Line>{{"one", 0}, {"", 4}, {"three", 5}});
  CHECK(torn.end.whole == 11);
  CHECK(torn.end.torn);
  CHECK_FALSE(lines_of(folder.write("whole", "one\n")).end.torn);
  CHECK(lines_of(folder.write("empty", "")).lines.empty());
}

TEST_CASE("lines that lie across pieces of the file are whole") {
  const TemporaryFolder folder;
  std::string text;
  std::vector<Line> lines;
  for (const std::size_t length : {1048575u, 1u, 1048576u, 3000000u, 0u, 1048574u, 7u}) {
    lines.emplace_back(std::string(length, static_cast<char>('a' + lines.size())), text.size());
    text += lines.back().first + "\n";
  }
  const Read read = lines_of(folder.write("long", text));
  CHECK(read.lines == lines);
  CHECK(read.end.whole == text.size());
}

TEST_CASE("places beyond 4 GiB are told as they are") {
  constexpr std::uint64_t kApart = std::uint64_t{4} << 20u;
  constexpr std::uint64_t kLines = 1040;
  const TemporaryFolder folder;
  const auto path = folder.write("large", "");
  {
    std::ofstream file(path, std::ios::binary);
    for (std::uint64_t line = 1; line <= kLines; ++line) {  // holes between the line breaks: 4 MB on the disk
      file.seekp(static_cast<std::streamoff>(line * kApart - 1));
      file.put('\n');
    }
    file << "torn";
  }
  std::uint64_t lines = 0;
  const LinesRead read = read_lines(path, ErrorCode::input, [&](std::string_view line, std::size_t offset) {
    if (offset != lines * kApart || line.size() != kApart - 1) FAIL("line " << lines << " at " << offset);
    ++lines;
  });
  CHECK(lines == kLines);
  CHECK(read.whole == kLines * kApart);
  CHECK(read.torn);
}

TEST_CASE("a line beyond its limit is an error with its place, in a file of any size too") {
  const TemporaryFolder folder;
  const auto path = folder.write("lines", "a\n0123456789\n");
  CHECK(lines_of(path, 10).lines.size() == 2);
  CHECK(test::error_of([&] { lines_of(path, 9); }).find("more than 9 bytes without a line break, from byte 2 on") !=
        std::string::npos);
  std::filesystem::resize_file(path, std::uintmax_t{1} << 40u);
  CHECK(test::error_of([&] { lines_of(path, 1000); }).find("from byte 13 on") != std::string::npos);
}

TEST_CASE("pieces are written one after the other, or not at all") {
  const TemporaryFolder folder;
  const auto path = folder.write("file", "old");
  const std::string big(1500000, 'x');
  write_file_atomically(path, [&](const auto& add) {
    for (const std::string& piece : {std::string("a"), big, std::string("b"), std::string(), big, std::string("c\n")})
      add(piece);
  });
  CHECK(read_text_file(path) == "a" + big + "b" + big + "c\n");
  CHECK_THROWS(write_file_atomically(path, [&](const auto& add) {
    add("half");
    throw Error(ErrorCode::input, "no more");
  }));
  CHECK(read_text_file(path).size() == 2 * big.size() + 4);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

}  // namespace
}  // namespace coldread
