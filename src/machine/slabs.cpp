#include "machine/slabs.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <mutex>
#include <new>
#include <sys/mman.h>

#include "base/error.h"

namespace coldread {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kSlab = std::size_t{64} << 20;

std::size_t round_up(std::size_t bytes, std::size_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

std::size_t round_down(std::size_t bytes, std::size_t unit) {
  return bytes / unit * unit;
}

/// New memory on a boundary of huge pages, null where the system has none.
std::byte* map_slab(std::size_t bytes) {
  void* mapping = mmap(nullptr, bytes + kHugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED) return nullptr;
  auto* start = static_cast<std::byte*>(mapping);
  const auto address = reinterpret_cast<std::uintptr_t>(start);
  const std::size_t lead = round_up(address, kHugePage) - address;
  if (lead != 0) munmap(start, lead);
  munmap(start + lead + bytes, kHugePage - lead);
  madvise(start + lead, bytes, MADV_HUGEPAGE);
  return start + lead;
}

/// From where, and up to where.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct Slab {
  std::byte* start = nullptr;
  std::size_t bytes = 0;
  int home = 0;
  std::map<std::size_t, std::size_t> free;  ///< begin and end of ranges, all zero; no two touch

  /// The first gap of n bytes; null if there is none.
  std::byte* take(std::size_t wanted) {
    const auto place =
        std::find_if(free.begin(), free.end(), [&](const auto& range) { return range.second - range.first >= wanted; });
    if (place == free.end()) return nullptr;
    const auto [begin, end] = *place;
    free.erase(place);
    if (end - begin > wanted) free.emplace(begin + wanted, end);
    return start + begin;
  }
  void give(Range range) {
    const Range all = join(range);
    // The system gets whole huge pages alone: one of which it took a part would be small pages from then on.
    const Range whole{.begin = std::max(round_up(all.begin, kHugePage), round_down(range.begin, kHugePage)),
                      .end = std::min(round_down(all.end, kHugePage), round_up(range.end, kHugePage))};
    if (whole.begin >= whole.end) return clear(range);
    clear({.begin = range.begin, .end = std::min(range.end, whole.begin)});
    clear({.begin = std::max(range.begin, whole.end), .end = range.end});
    madvise(start + whole.begin, whole.end - whole.begin, MADV_DONTNEED);  // zero when they are touched again
  }
  bool unused() const { return free.size() == 1 && free.begin()->second - free.begin()->first == bytes; }

 private:
  /// Adds a free range, and says of what it is a part now.
  Range join(Range range) {
    auto place = free.emplace(range.begin, range.end).first;
    if (const auto next = std::next(place); next != free.end() && next->first == range.end) {
      place->second = next->second;
      free.erase(next);
    }
    if (place != free.begin()) {
      if (const auto before = std::prev(place); before->second == range.begin) {
        before->second = place->second;
        free.erase(place);
        place = before;
      }
    }
    return {.begin = place->first, .end = place->second};
  }
  void clear(Range range) {
    if (range.begin < range.end) std::fill_n(start + range.begin, range.end - range.begin, std::byte{0});
  }
};

class Slabs {
 public:
  std::byte* take(std::size_t bytes, int home) {
    const std::lock_guard lock(mutex_);
    for (auto& [start, slab] : slabs_) {
      if (slab.home != home) continue;
      if (std::byte* taken = slab.take(bytes)) return taken;
    }
    // Where memory is short, as under `ulimit -v`, no more than is needed.
    for (const std::size_t size : {std::max(kSlab, round_up(bytes, kHugePage)), bytes}) {
      std::byte* start = map_slab(size);
      if (start == nullptr) continue;
      const Slab slab{.start = start, .bytes = size, .home = home, .free = {{0, size}}};
      return slabs_.emplace(start, slab).first->second.take(bytes);
    }
    throw std::bad_alloc();
  }
  void give(std::byte* data, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    const auto place = std::prev(slabs_.upper_bound(data));
    Slab& slab = place->second;
    const auto begin = static_cast<std::size_t>(data - slab.start);
    slab.give({.begin = begin, .end = begin + bytes});
    if (!slab.unused()) return;
    munmap(slab.start, slab.bytes);
    slabs_.erase(place);
  }

 private:
  std::mutex mutex_;
  std::map<std::byte*, Slab> slabs_;
};

/// Never destroyed: threads' own buffers may go after everything else.
Slabs& slabs() {
  static auto* all = new Slabs;
  return *all;
}

}  // namespace

std::byte* take_pages(std::size_t bytes, int home) {
  COLDREAD_CHECK(bytes > 0);
  return slabs().take(round_up(bytes, kPageBytes), home);
}

void give_pages(std::byte* data, std::size_t bytes) noexcept {
  slabs().give(data, round_up(bytes, kPageBytes));
}

}  // namespace coldread
