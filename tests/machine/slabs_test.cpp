#include "machine/slabs.h"

#include <algorithm>
#include <cstdint>
#include <doctest/doctest.h>
#include <set>
#include <sys/mman.h>
#include <thread>
#include <vector>

#include "machine/buffer.h"

namespace coldread {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;

struct Taken {
  std::byte* data;
  std::size_t bytes;
  int home;

  bool zero() const {
    return std::all_of(data, data + bytes, [](std::byte b) { return b == std::byte{0}; });
  }
  void fill(std::size_t value) const { std::fill_n(data, bytes, static_cast<std::byte>(value % 255 + 1)); }
  bool holds(std::size_t value) const {
    return std::all_of(data, data + bytes, [&](std::byte b) { return b == static_cast<std::byte>(value % 255 + 1); });
  }
};

Taken take(std::size_t bytes, int home = 0) {
  return {take_pages(bytes, home), bytes, home};
}

void give(const Taken& taken) {
  give_pages(taken.data, taken.bytes);
}

TEST_CASE("pages are zero, on a boundary, and nobody else's") {
  std::vector<Taken> held;
  std::uint32_t random = 1;
  for (int round = 0; round < 400; ++round) {
    random = random * 1664525U + 1013904223U;
    const std::size_t bytes = 1 + (random >> 8) % (round % 7 == 0 ? 5'000'000 : 30'000);
    held.push_back(take(bytes));
    REQUIRE(reinterpret_cast<std::uintptr_t>(held.back().data) % kPageBytes == 0);
    REQUIRE(held.back().zero());
    held.back().fill(held.size());
    if (round % 3 == 2) {  // one in the middle goes, its neighbours stay
      const std::size_t gone = (random >> 4) % held.size();
      give(held[gone]);
      held[gone] = take(held[gone].bytes / 2 + 1);
      REQUIRE(held[gone].zero());
      held[gone].fill(gone + 1);
    }
  }
  for (std::size_t i = 0; i < held.size(); ++i) REQUIRE(held[i].holds(i + 1));
  for (const Taken& taken : held) give(taken);
}

TEST_CASE("what is given back is taken again, and what lay apart comes together") {
  constexpr int kOwnHome = 9;  // nobody else's, so that places can be foretold
  const Taken all = take(5 * kHugePage, kOwnHome);
  give(all);
  std::vector<Taken> parts;
  for (int i = 0; i < 5; ++i) parts.push_back(take(kHugePage, kOwnHome));
  const Taken after = take(kPageBytes, kOwnHome);  // keeps the slab
  const std::byte* first = parts[0].data;
  for (const std::size_t i : {1U, 3U, 0U, 4U, 2U}) give(parts[i]);
  const Taken again = take(5 * kHugePage, kOwnHome);
  CHECK(again.data == first);
  CHECK(again.zero());
  give(again);
  give(after);
}

TEST_CASE("whole huge pages that are free go back to the system, parts of one do not") {
  constexpr int kOwnHome = 9;
  const Taken before = take(kPageBytes, kOwnHome);
  const Taken middle = take(4 * kHugePage, kOwnHome);
  const Taken after = take(kPageBytes, kOwnHome);
  for (const Taken& taken : {before, middle, after}) taken.fill(1);
  const auto resident = [](std::byte* page) {
    unsigned char state = 0;
    REQUIRE(mincore(page, kPageBytes, &state) == 0);
    return (state & 1U) != 0;
  };
  give(middle);
  CHECK(resident(middle.data));
  CHECK_FALSE(resident(middle.data + kHugePage));
  CHECK(resident(after.data));
  give(before);
  CHECK_FALSE(resident(before.data));
  CHECK(after.holds(1));
  give(after);
}

TEST_CASE("homes share no huge page") {
  std::vector<Taken> held;
  for (int i = 0; i < 60; ++i) held.push_back(take(300'000, i % 3));
  std::vector<std::set<std::uintptr_t>> pages(3);
  for (const Taken& taken : held) {
    const auto start = reinterpret_cast<std::uintptr_t>(taken.data);
    for (std::uintptr_t page = start / kHugePage; page <= (start + taken.bytes - 1) / kHugePage; ++page) {
      pages[static_cast<std::size_t>(taken.home)].insert(page);
    }
  }
  for (std::size_t home = 0; home < 3; ++home) {
    for (const std::uintptr_t page : pages[home]) {
      CHECK(pages[(home + 1) % 3].count(page) == 0);
    }
  }
  for (const Taken& taken : held) give(taken);
}

TEST_CASE("many threads take and give at once") {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4);
  for (std::size_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t round = 0; round < 200; ++round) {
        const Taken taken = take(1000 * (round % 40 + 1));
        if (!taken.zero()) ++wrong[t];
        taken.fill(t);
        std::this_thread::yield();
        if (!taken.holds(t)) ++wrong[t];
        give(taken);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4));
}

TEST_CASE("a buffer that grows is zero, one that was moved from is empty") {
  FloatBuffer buffer(1000);
  buffer[999] = 1;
  buffer.reserve(500);
  CHECK(buffer.size() == 1000);
  CHECK(buffer[999] == 1);
  buffer.reserve(2'000'000);
  CHECK(buffer.size() == 2'000'000);
  CHECK(std::all_of(buffer.data(), buffer.data() + buffer.size(), [](float x) { return x == 0; }));
  const FloatBuffer other = std::move(buffer);
  CHECK(other.size() == 2'000'000);
  CHECK(buffer.empty());  // NOLINT(bugprone-use-after-move)
}

}  // namespace
}  // namespace coldread
