#include "api/arms.h"

#include <algorithm>

namespace coldread {
namespace {

bool differ_in_seed_alone(const RunColumn& a, const RunColumn& b) {
  SamplingSettings sampling = a.sampling;
  sampling.seed = b.sampling.seed;
  return a.model.name == b.model.name && a.model.path == b.model.path && a.model.compute == b.model.compute &&
         a.setting == b.setting && sampling == b.sampling && a.sampling.seed != b.sampling.seed;
}

}  // namespace

std::vector<Arm> arms_of(const Report& report) {
  std::vector<Arm> arms;
  for (std::size_t run = 0; run < report.runs.size(); ++run) {
    const auto known = std::ranges::find_if(
        arms, [&](const Arm& arm) { return differ_in_seed_alone(report.runs[arm.runs.front()], report.runs[run]); });
    if (known == arms.end()) {
      arms.push_back({.id = report.runs[run].id, .runs = {run}});
    } else {
      known->runs.push_back(run);
    }
  }
  for (Arm& arm : arms) {
    if (arm.runs.size() == 1) continue;
    // "top-k 2 / seed 0" and its like: the id without its last part.
    arm.id = arm.id.substr(0, arm.id.rfind(" / ")) + " (" + std::to_string(arm.runs.size()) + " seeds)";
  }
  return arms;
}

}  // namespace coldread
