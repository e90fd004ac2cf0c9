#include "sampling/steps.h"

namespace coldread::sampling {

std::span<const Step> processors() {
  static const std::vector<Step> steps{
#define PROCESSOR(name, settings) name(),
#define SAMPLER(name, settings)
#include "api/samplers.inc"
#undef SAMPLER
#undef PROCESSOR
  };
  return steps;
}

std::span<const Step> samplers() {
  static const std::vector<Step> steps{
#define PROCESSOR(name, settings)
#define SAMPLER(name, settings) name(),
#include "api/samplers.inc"
#undef SAMPLER
#undef PROCESSOR
  };
  return steps;
}

}  // namespace coldread::sampling
