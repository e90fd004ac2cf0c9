#pragma once

#include "kernels/matmul.h"

namespace coldread::kernels::test {

/// call(team) by all of a team of so many threads, with room for products of these rows and weights.
template <typename Call>
void by_team(int threads, const Call& call, std::int64_t room = 0) {
  Team team(threads);
  team.reserve(room);
  team.run([&] { call(team); });
}

}  // namespace coldread::kernels::test
