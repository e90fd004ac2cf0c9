#include "machine/buffer.h"

#include "base/error.h"
#include "machine/slabs.h"

namespace coldread {
namespace {

std::size_t bytes_of(std::int64_t size) {
  return static_cast<std::size_t>(size) * sizeof(float);
}

}  // namespace

FloatBuffer::FloatBuffer(std::int64_t size, int home) : size_(size) {
  COLDREAD_CHECK(size >= 0);
  if (size > 0) data_ = reinterpret_cast<float*>(take_pages(bytes_of(size), home));
}

FloatBuffer::~FloatBuffer() {
  if (data_ != nullptr) give_pages(reinterpret_cast<std::byte*>(data_), bytes_of(size_));
}

void FloatBuffer::reserve(std::int64_t size) {
  if (size <= size_) return;
  *this = FloatBuffer();
  *this = FloatBuffer(size);
}

}  // namespace coldread
