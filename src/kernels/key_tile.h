#pragma once

#include <cstdint>

#include "kernels/key_layout.h"

// One head's keys of a tile, see key_layout.h.
namespace coldread::kernels {

/// `count` keys, S floats each and `stride` apart, after the `held` ones that are there. held + count <= 64.
void append_keys(float* tile, std::int64_t held, const float* keys, std::int64_t stride, std::int64_t count,
                 std::int64_t head_size);

/// Makes `to` the first `count` keys of `from`, which holds `held` or more.
void copy_keys(const float* from, std::int64_t held, float* to, std::int64_t count, std::int64_t head_size);

/// Where element d of a key lies that is one of the first `held`.
std::int64_t key_element(std::int64_t key, std::int64_t d, std::int64_t held, std::int64_t head_size);

}  // namespace coldread::kernels
