#include "machine/team.h"

#include <doctest/doctest.h>
#include <numeric>
#include <vector>

namespace coldread {
namespace {

TEST_CASE("each task of a call is done once, and all are done before the next call begins") {
  constexpr std::int64_t kTasks = 7;
  constexpr std::int64_t kCalls = 500;
  for (const int threads : {1, 2, 3, 5}) {
    Team team(threads);
    std::vector<std::int64_t> sums(kTasks, 0);
    std::int64_t wrong = 0;
    team.run([&] {
      for (std::int64_t call = 0; call < kCalls; ++call) {
        team.share(kTasks, [&](std::int64_t i) { sums[static_cast<std::size_t>(i)] += call; });
        team.share(1, [&](std::int64_t) {
          wrong += std::accumulate(sums.begin(), sums.end(), std::int64_t{0}) != kTasks * call * (call + 1) / 2 ? 1 : 0;
        });
      }
    });
    CHECK(wrong == 0);
    CHECK(sums == std::vector<std::int64_t>(kTasks, kCalls * (kCalls - 1) / 2));
  }
}

TEST_CASE("a team that gets fewer threads than it asked for does all of the work with those") {
  Team team(3);
  std::vector<int> done(10, 0);
#pragma omp parallel num_threads(2)
#pragma omp master  // a region inside of one gets a single thread
  team.run([&] {
    for (int call = 0; call < 3; ++call) team.share(10, [&](std::int64_t i) { ++done[static_cast<std::size_t>(i)]; });
  });
  CHECK(done == std::vector<int>(10, 3));
}

TEST_CASE("rows are parted without gaps, in no more parts than there are threads and none below the least") {
  for (const int threads : {1, 2, 3}) {
    for (const std::int64_t count : {1, 2, 5, 7, 100}) {
      for (const std::int64_t least : {1, 3, 50}) {
        Team team(threads);
        std::vector<int> seen(static_cast<std::size_t>(count), 0);
        std::vector<std::int64_t> sizes(static_cast<std::size_t>(count), 0);
        team.run([&] {
          team.share_rows(count, least, [&](std::int64_t first, std::int64_t rows) {
            sizes[static_cast<std::size_t>(first)] = rows;
            for (std::int64_t i = first; i < first + rows; ++i) ++seen[static_cast<std::size_t>(i)];
          });
        });
        CHECK(seen == std::vector<int>(static_cast<std::size_t>(count), 1));
        std::erase(sizes, 0);
        CHECK(sizes.size() <= static_cast<std::size_t>(threads));
        for (const std::int64_t size : sizes) CHECK((size >= least || sizes.size() == 1));
      }
    }
  }
}

}  // namespace
}  // namespace coldread
