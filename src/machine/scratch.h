#pragma once

#include <cstdint>

namespace coldread {

/// At least `size` floats on a 64-byte boundary that belong to the calling thread until its next call.
float* thread_scratch(std::int64_t size);

}  // namespace coldread
