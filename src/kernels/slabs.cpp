#include "kernels/slabs.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <mutex>
#include <new>
#include <sys/mman.h>

#include "base/error.h"

namespace coldread::kernels {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kSlab = std::size_t{64} << 20;

std::size_t round_up(std::size_t bytes, std::size_t unit) {
  return (bytes + unit - 1) / unit * unit;
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

struct Slab {
  std::size_t bytes = 0;
  int home = 0;
  std::map<std::size_t, std::size_t> free;  ///< from where, how many bytes; no two touch

  /// From where so many bytes are taken, in the first place that has them; `bytes` of the slab where none has.
  std::size_t take(std::size_t wanted) {
    const auto place =
        std::find_if(free.begin(), free.end(), [&](const auto& range) { return range.second >= wanted; });
    if (place == free.end()) return bytes;
    const auto [at, size] = *place;
    free.erase(place);
    if (size > wanted) free.emplace(at + wanted, size - wanted);
    return at;
  }
  void give(std::size_t at, std::size_t size) {
    auto place = free.emplace(at, size).first;
    if (const auto next = std::next(place); next != free.end() && next->first == at + size) {
      place->second += next->second;
      free.erase(next);
    }
    if (place == free.begin()) return;
    if (const auto before = std::prev(place); before->first + before->second == at) {
      before->second += place->second;
      free.erase(place);
    }
  }
  bool unused() const { return free.size() == 1 && free.begin()->second == bytes; }
};

class Slabs {
 public:
  std::byte* take(std::size_t bytes, int home) {
    const std::lock_guard lock(mutex_);
    for (auto& [start, slab] : slabs_) {
      if (slab.home != home) continue;
      if (const std::size_t at = slab.take(bytes); at != slab.bytes) return start + at;
    }
    // Where memory is short, as under `ulimit -v`, no more than is needed.
    for (const std::size_t size : {std::max(kSlab, round_up(bytes, kHugePage)), bytes}) {
      std::byte* start = map_slab(size);
      if (start == nullptr) continue;
      Slab& slab = slabs_.emplace(start, Slab{.bytes = size, .home = home, .free = {{0, size}}}).first->second;
      return start + slab.take(bytes);
    }
    throw std::bad_alloc();
  }
  void give(std::byte* data, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    const auto place = std::prev(slabs_.upper_bound(data));
    auto& [start, slab] = *place;
    slab.give(static_cast<std::size_t>(data - start), bytes);
    if (slab.unused()) {
      munmap(start, slab.bytes);
      slabs_.erase(place);
    } else {
      madvise(data, bytes, MADV_DONTNEED);  // zero when it is touched again
    }
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

}  // namespace coldread::kernels
