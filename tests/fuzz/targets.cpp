#include "fuzz/targets.h"

#include <array>

namespace coldread::fuzz {
namespace {

constexpr std::array kTargets{
#define TARGET(name) Target{#name, fuzz_##name},
#include "fuzz/targets.inc"
#undef TARGET
};

}  // namespace

std::span<const Target> targets() {
  return kTargets;
}

}  // namespace coldread::fuzz
