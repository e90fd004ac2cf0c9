#pragma once

#include <cstddef>
#include <vector>

#include "base/philox.h"

namespace coldread {

/// The first `count` places of a shuffle of 0, 1, ..., size - 1, in ascending order; all of them where size is less.
std::vector<std::size_t> drawn(std::size_t size, std::size_t count, const RandomStream& random);

}  // namespace coldread
