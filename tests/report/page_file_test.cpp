#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>

#include "io/file.h"
#include "report/fixture/report_fixture.h"
#include "report/writers.h"

using namespace coldread;

// For looking at: COLDREAD_REPORT_PAGES names a folder that the pages of the fixture are written to.
TEST_CASE("The fixture's pages are written where asked") {
  const char* folder = std::getenv("COLDREAD_REPORT_PAGES");
  if (folder == nullptr) return;
  const std::filesystem::path path(folder);
  std::filesystem::create_directories(path);
  write_file_atomically(path / "example.html", html(fixture::example_report()));
  write_file_atomically(path / "single.html", html(fixture::single_report()));
  CHECK(std::filesystem::file_size(path / "example.html") > 10'000);
}
