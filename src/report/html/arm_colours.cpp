#include "report/html/arm_colours.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "report/arms.h"
#include "report/margin.h"

namespace coldread {
namespace {

constexpr std::size_t kHues = 7;    // .c0 to .c6 of page.css
constexpr std::size_t kSteps = 9;   // .r0 to .r8
constexpr std::size_t kFewest = 3;  // values that make a ramp

/// The different values of an axis, ascending; off, which lies beyond, last.
std::vector<double> values_of(const ArmAxis& axis) {
  std::vector<double> values;
  for (const double place : axis.places) {
    if (!std::isnan(place)) values.push_back(place);
  }
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

/// The numbers' axis with the most values; nullptr where none has enough of them, or models differ too.
const ArmAxis* ramp_axis(const std::vector<ArmAxis>& axes) {
  const ArmAxis* best = nullptr;
  std::size_t most = kFewest - 1;
  for (const ArmAxis& axis : axes) {
    if (axis.name == "model") return nullptr;
    const std::size_t values = axis.places.empty() ? 0 : values_of(axis).size();
    if (values > most) {
      most = values;
      best = &axis;
    }
  }
  return best;
}

std::vector<std::string> along_ramp(const ArmAxis& axis) {
  const std::vector<double> values = values_of(axis);
  std::vector<std::string> colours;
  for (const double place : axis.places) {
    if (std::isnan(place)) {
      colours.emplace_back("c6");
      continue;
    }
    const auto rank = static_cast<std::size_t>(std::ranges::lower_bound(values, place) - values.begin());
    colours.push_back(fmt::format("r{}", rank * (kSteps - 1) / (values.size() - 1)));
  }
  return colours;
}

}  // namespace

std::vector<std::string> arm_colours(const Report& report) {
  const std::size_t arms = arms_of_report(report).size();
  const std::vector<ArmAxis> axes = arm_axes(report);
  if (const ArmAxis* axis = ramp_axis(axes)) return along_ramp(*axis);
  std::vector<std::string> colours, known;
  for (std::size_t arm = 0; arm < arms; ++arm) {
    // Few arms have a hue each; of many those share one that are alike in the first axis.
    const std::string of = arms <= kHues || axes.empty() ? std::to_string(arm) : axes.front().texts[arm];
    const auto found = std::ranges::find(known, of);
    colours.push_back(fmt::format("c{}", static_cast<std::size_t>(found - known.begin()) % kHues));
    if (found == known.end()) known.push_back(of);
  }
  return colours;
}

std::vector<std::string> run_colours(const Report& report) {
  const std::vector<std::string> of_arms = arm_colours(report);
  std::vector<std::string> colours;
  for (const std::size_t arm : arms_by_run(report)) colours.push_back(of_arms[arm]);
  return colours;
}

}  // namespace coldread
