#include "kernels/buffer.h"

#include <new>
#include <sys/mman.h>

#include "base/error.h"

namespace coldread::kernels {
namespace {

constexpr std::size_t kSmallPage = 4096;
constexpr std::size_t kHugePage = std::size_t{2} << 20;

std::size_t mapped_bytes(std::int64_t size) {
  return static_cast<std::size_t>(size) * sizeof(float);
}

}  // namespace

FloatBuffer::FloatBuffer(std::int64_t size) : size_(size) {
  COLDREAD_CHECK(size >= 0);
  if (size == 0) return;
  const std::size_t bytes = mapped_bytes(size);
  // The last, partial huge page stays in small ones: rounding up would cost 100 MB over the matrices of a small model.
  const std::size_t huge = bytes / kHugePage * kHugePage;
  // A mapping starts on a 4 KiB boundary; room for huge pages is moved to a 2 MiB one.
  const std::size_t slack = huge == 0 ? 0 : kHugePage;
  void* mapping = mmap(nullptr, bytes + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED) throw std::bad_alloc();
  auto* start = static_cast<std::byte*>(mapping);
  if (huge != 0) {
    const std::size_t lead = (kHugePage - reinterpret_cast<std::uintptr_t>(start) % kHugePage) % kHugePage;
    if (lead != 0) munmap(start, lead);
    start += lead;
    const std::size_t end = (bytes + kSmallPage - 1) / kSmallPage * kSmallPage;
    const std::size_t rest = (bytes + slack + kSmallPage - 1) / kSmallPage * kSmallPage - lead - end;
    if (rest != 0) munmap(start + end, rest);
    madvise(start, huge, MADV_HUGEPAGE);
  }
  data_ = reinterpret_cast<float*>(start);
}

FloatBuffer::~FloatBuffer() {
  if (data_ != nullptr) munmap(data_, mapped_bytes(size_));
}

void FloatBuffer::reserve(std::int64_t size) {
  if (size <= size_) return;
  *this = FloatBuffer();
  *this = FloatBuffer(size);
}

}  // namespace coldread::kernels
