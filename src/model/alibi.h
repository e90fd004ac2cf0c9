#pragma once

#include <cstdint>
#include <vector>

namespace coldread {

/// m of each of H heads: 2^(-8 i / n) for i = 1 ... n, n the largest power of two up to H; of the heads that are left
/// every other one of the same row for 2n, from its first on. Source: Press et al. 2022, and the code of BLOOM.
std::vector<float> alibi_slopes(std::int64_t heads);

/// 2^(-max i / n) for i = 1 ... n, n the smallest power of two from H on; where n is not H, of these every other one
/// from the second on, then from the first on, as many as there are heads. Source: the code of MPT.
std::vector<float> mpt_alibi_slopes(std::int64_t heads, double max);

/// [H][positions]: scale m key, with m, and then m key, rounded to bfloat16. Source: the code of Falcon.
std::vector<float> falcon_key_bias(std::int64_t heads, std::int64_t positions, float scale);

}  // namespace coldread
