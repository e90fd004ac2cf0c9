#include "io/file_roots.h"

#include <array>
#include <doctest/doctest.h>

#include "io/file.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace coldread {
namespace {

namespace fs = std::filesystem;

TEST_CASE("files below the folders are held, links followed, others are refused by name") {
  const TemporaryFolder base;
  base.write("in/a", "");
  base.write("in/deep/b", "");
  base.write("inside/c", "");
  base.write("out/secret", "");
  fs::create_symlink(base.path() / "out/secret", base.path() / "in/file_link");
  fs::create_directory_symlink(base.path() / "out", base.path() / "in/folder_link");
  fs::create_directory_symlink(base.path() / "in", base.path() / "way_in");
  fs::create_symlink("loop", base.path() / "in/loop");
  const fs::path in = base.path() / "in";
  const FileRoots roots(std::array{in});
  for (const fs::path& file : {in / "a", in / "deep/b", in / "deep/../a", in / "new", in / "new/er", in,
                               base.path() / "way_in/a", in / "folder_link/../in/a", in / std::string(5000, 'x')}) {
    CHECK_MESSAGE(roots.hold(file), file.string());
  }
  for (const fs::path& file : {in / "../out/secret", base.path() / "out/secret", base.path() / "inside/c",
                               in / "file_link", in / "folder_link/secret", in / "loop", fs::path("/etc/passwd"),
                               fs::path("a"), in / ".." / "..", fs::path(in.string() + std::string("/a\0.yaml", 8))}) {
    CHECK_MESSAGE(!roots.hold(file), file.string());
  }
  CHECK(roots.with(base.path() / "out").hold(in / "file_link"));
  CHECK(FileRoots().hold("/etc/passwd"));
  CHECK(FileRoots().with(in).hold("/etc/passwd"));
  const std::string message = test::error_of([&] { roots.check("/etc/passwd", {.file = "t.yaml", .line = 3}); });
  CHECK(message.starts_with("t.yaml:3: /etc/passwd lies outside of the folders that tasks may read ("));
  CHECK(message.find("--allow-path") != std::string::npos);
}

TEST_CASE("a text file beyond its limit, or with a NUL in its name, is an error before it is read") {
  const TemporaryFolder base;
  const fs::path sparse = base.write("sparse", "");
  fs::resize_file(sparse, std::uintmax_t{1} << 40u);
  CHECK(test::error_of([&] { read_text_file(sparse); }).find("has 1099511627776 bytes; expected at most 4294967296") !=
        std::string::npos);
  CHECK(test::error_of([&] { read_text_file(sparse, ErrorCode::input, 10); }).find("at most 10") != std::string::npos);
  CHECK(test::error_of([&] { read_text_file(std::string("/etc/passwd\0x", 13)); }).find("NUL") != std::string::npos);
  CHECK(test::error_of([&] { MappedFile(std::string("/etc/passwd\0x", 13)); }).find("NUL") != std::string::npos);
  CHECK(test::error_of([&] { check_size(MappedFile(sparse), 10); }).find("at most 10") != std::string::npos);
}

}  // namespace
}  // namespace coldread
