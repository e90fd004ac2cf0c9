#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace coldread {

/// An array of floats on a boundary of pages, zero at first, in huge pages where the system has them (slabs.h): what
/// streams through rows and packed weights in pages of 4 KiB waits for their addresses.
class FloatBuffer {
 public:
  FloatBuffer() = default;
  /// home: see take_pages().
  explicit FloatBuffer(std::int64_t size, int home = 0);
  ~FloatBuffer();
  FloatBuffer(FloatBuffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  FloatBuffer& operator=(FloatBuffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  FloatBuffer(const FloatBuffer&) = delete;
  FloatBuffer& operator=(const FloatBuffer&) = delete;

  float* data() { return data_; }
  const float* data() const { return data_; }
  std::int64_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  float& operator[](std::int64_t i) { return data_[i]; }
  const float& operator[](std::int64_t i) const { return data_[i]; }

  /// Reserves at least `size` floats; growing loses the contents.
  void reserve(std::int64_t size);

 private:
  float* data_ = nullptr;
  std::int64_t size_ = 0;
};

}  // namespace coldread
