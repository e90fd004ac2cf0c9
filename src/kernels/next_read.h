#pragma once

#include <cstddef>
#include <cstdint>

namespace coldread::kernels {

/// What a thread reads after its work, or likely: it is brought into the second-level cache meanwhile, so that the
/// thread does not begin to wait for memory when it gets there.
struct NextRead {
  const std::byte* at = nullptr;  ///< null: nothing
  std::int64_t bytes = 0;
};

}  // namespace coldread::kernels
