#pragma once

#include <cstdint>
#include <span>

#include "model/experts_config.h"

namespace coldread {

struct ChosenExpert {
  std::int32_t expert = 0;
  float weight = 0;
};

/// The experts of one token in ascending order; of equal logits the lower expert's counts as the larger.
/// logits: [E].  chosen: [k].  Sums: float32, one chain over ascending experts.
void choose_experts(const ExpertsConfig& config, std::span<const float> logits, std::span<ChosenExpert> chosen);

}  // namespace coldread
