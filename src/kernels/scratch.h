#pragma once

#include <cstdint>

namespace coldread::kernels {

/// At least `size` floats on a 64-byte boundary that belong to the calling thread until its next call.
float* thread_scratch(std::int64_t size);

/// The same, from other room: rows that are prepared for a product while its tasks use the scratch.
float* thread_rows(std::int64_t size);

}  // namespace coldread::kernels
