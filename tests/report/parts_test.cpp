#include "report/html/parts.h"

#include <doctest/doctest.h>

#include "report/fixture/markup.h"
#include "report/fixture/report_fixture.h"
#include "report/writers.h"

using namespace coldread;

TEST_CASE("A report of many samples is split into pages of a few megabytes that lead to each other") {
  const Report report = fixture::many_samples(60'000);
  const auto pages = html_pages(report, "report");
  REQUIRE(pages.size() > 2);
  CHECK(pages[0].file == "report.html");
  CHECK(pages[1].file == "report-2.html");
  for (const HtmlPage& page : pages) {
    CHECK(page.content.size() < 6'000'000);
    CHECK(fixture::parse_markup(page.content).error == "");
    for (const HtmlPage& other : pages) {
      if (other.file != page.file) CHECK(page.content.find("href=\"" + other.file) != std::string::npos);
    }
  }
  CHECK(pages[0].content.find("<table class=\"scores\"") != std::string::npos);
  CHECK(pages[1].content.find("<table class=\"scores\"") == std::string::npos);
}

TEST_CASE("Every document is on one page, in order") {
  const Report report = fixture::many_samples(60'000);
  const auto blocks = score_blocks(report);
  std::int64_t next = 0;
  for (const ReportPage& part : split_pages(task_pages(report, blocks), "r")) {
    REQUIRE(part.stretches.size() == 1);
    CHECK(part.stretches[0].from == next);
    next = part.stretches[0].to + 1;
  }
  CHECK(next == 60'000);
}
