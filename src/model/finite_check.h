#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "io/tensor.h"

namespace coldread {

/// Counts the NaNs and infinities of tensors while they are read. From several threads at once.
class FiniteCheck {
 public:
  /// values: elements [first, first + count) of the tensor.
  void look(const TensorView& tensor, std::int64_t first, const float* values, std::int64_t count);

  /// "tensor 'x' holds 3 values that are not finite, the first at 17 of 4096", by name.
  std::vector<std::string> findings() const;

 private:
  struct Finding {
    std::int64_t count = 0;
    std::int64_t first = 0;
    std::size_t elements = 0;
  };

  std::mutex mutex_;
  std::map<std::string, Finding> found_;
};

}  // namespace coldread
