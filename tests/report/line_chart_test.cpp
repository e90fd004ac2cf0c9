#include "report/html/line_chart.h"

#include <algorithm>
#include <doctest/doctest.h>

#include "report/fixture/markup.h"
#include "report/fixture/sweep_report.h"
#include "report/writers.h"

using namespace coldread;

namespace {

std::size_t count_of(const std::string& page, std::string_view what) {
  std::size_t count = 0;
  for (std::size_t at = page.find(what); at != std::string::npos; at = page.find(what, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("Labels stay where they want to be, and part where they would touch") {
  CHECK(spread_labels({10, 50, 90}, 14, 0, 150) == std::vector<double>{10, 50, 90});
  std::vector<double> places = spread_labels({50, 50, 55, 149, 150}, 14, 0, 150);
  std::ranges::sort(places);
  for (std::size_t i = 1; i < places.size(); ++i) CHECK(places[i] - places[i - 1] >= 14 - 1e-9);
  CHECK(places.back() <= 150);
}

TEST_CASE("One option makes a chart for score, length, repetition and diversity, with seeds as points") {
  const std::string page = html(fixture::sweep_report({0.2, 0.7, 1.5}, {40}, 3));
  CHECK(page.find("aria-label=\"Question answering, exact_match against temperature:") != std::string::npos);
  CHECK(page.find("aria-label=\"Question answering, tokens an answer against temperature:") != std::string::npos);
  CHECK(count_of(page, "<table class=\"heat\">") == 0);
  CHECK(page.find("<circle class=\"seed\"") != std::string::npos);
  CHECK(fixture::parse_markup(page).error == "");
}

TEST_CASE("Two options make a heat map with values") {
  const std::string page = html(fixture::sweep_report({0.2, 0.7, 1.5}, {20, 40, 80}, 1));
  CHECK(count_of(page, "<table class=\"heat\">") == 4);
  CHECK(page.find("temperature \\ top-k") != std::string::npos);
  CHECK(page.find("against temperature:") == std::string::npos);
}

TEST_CASE("Seven settings of three seeds are seven rows; more than ten pairs are folded") {
  const std::string page = html(fixture::sweep_report({0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.5}, {40}, 3));
  CHECK(count_of(page, "<tr><th scope=\"row\" class=\"task\"><span class=\"run\"><i class=\"dot r") ==
        14);  // and secondary
  CHECK(page.find("<summary>11 more pairs</summary>") != std::string::npos);
  CHECK(page.find("21 pairs: ") != std::string::npos);
  CHECK(page.find("of 21 right") != std::string::npos);
}

TEST_CASE("Of a hundred arms twenty stand open") {
  std::vector<double> temperatures;
  for (int i = 1; i <= 10; ++i) temperatures.push_back(i / 10.0);
  const std::string page = html(fixture::sweep_report(temperatures, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 1, false));
  CHECK(page.find("Of 100, the first 20 by mean rank") != std::string::npos);
  CHECK(page.find("<summary>80 more</summary>") != std::string::npos);
  CHECK(fixture::parse_markup(page).error == "");
}
