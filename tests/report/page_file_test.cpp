#include <algorithm>
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <span>

#include "io/file.h"
#include "report/fixture/hostile_report.h"
#include "report/fixture/hostile_set.h"
#include "report/fixture/report_fixture.h"
#include "report/writers.h"

using namespace coldread;

// For a browser's tests and for looking at: COLDREAD_REPORT_PAGES names a folder that the pages of the fixture are
// written to.
TEST_CASE("The fixture's pages are written where asked") {
  const char* folder = std::getenv("COLDREAD_REPORT_PAGES");
  if (folder == nullptr) return;
  const std::filesystem::path path(folder);
  std::filesystem::create_directories(path);
  write_file_atomically(path / "example.html", html(fixture::example_report()));
  write_file_atomically(path / "single.html", html(fixture::single_report()));
  write_file_atomically(path / "hostile.html", html(fixture::with_texts(fixture::hostile_texts())));
  constexpr std::size_t kTexts = 20;  // a page
  const std::span<const std::string> set(fixture::hostile_set());
  CHECK(set.size() >= 200);
  for (std::size_t from = 0; from < set.size(); from += kTexts) {
    const auto part = set.subspan(from, std::min(kTexts, set.size() - from));
    write_file_atomically(path / ("hostile-" + std::to_string(from / kTexts) + ".html"),
                          html(fixture::everywhere(part)));
  }
  write_file_atomically(path / "large.html", html(fixture::many_samples(10'000)));
  CHECK(std::filesystem::file_size(path / "example.html") > 10'000);
}
