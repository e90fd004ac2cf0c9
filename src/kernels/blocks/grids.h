#pragma once

#include <cstdint>

// Points of the lattices that the two- and three-bit types of ggml choose among, four or eight elements at a time.
// Element i of a point is the i-th pair (kIq2*, kIq1*) or nibble (kIq3*) of bits from below; what it stands for is said
// by the block. Source: ggml-common.h (MIT licence), in the packing of gguf-py.
namespace coldread::kernels::blocks {

extern const std::uint16_t kIq2XxsGrid[256];
extern const std::uint16_t kIq2XsGrid[512];
extern const std::uint16_t kIq2SGrid[1024];
extern const std::uint16_t kIq3XxsGrid[256];
extern const std::uint16_t kIq3SGrid[512];
extern const std::uint16_t kIq1Grid[2048];

}  // namespace coldread::kernels::blocks
