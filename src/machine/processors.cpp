#include "machine/processors.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <omp.h>
#include <string>

#include "machine/control_groups.h"

namespace coldread {
namespace {

double number(const std::filesystem::path& file) {
  double value = 0;
  return std::ifstream(file) >> value ? value : 0;
}

/// Processors' worth of time that the group gets, 0 where it is not limited.
double share_of(const ControlGroup& group) {
  double quota = 0;
  double period = 0;
  if (group.version == 1) {
    quota = number(group.folder / "cpu.cfs_quota_us");  // -1: not limited
    period = number(group.folder / "cpu.cfs_period_us");
  } else if (std::ifstream file(group.folder / "cpu.max"); !(file >> quota >> period)) {  // "max": not limited
    return 0;
  }
  return quota > 0 && period > 0 ? quota / period : 0;
}

}  // namespace

int usable_processors(const std::filesystem::path& root) {
  if (std::getenv("OMP_NUM_THREADS") != nullptr) return omp_get_max_threads();
  int processors = omp_get_num_procs();
  for (const ControlGroup& group : control_groups("cpu", root)) {
    if (const double share = share_of(group); share > 0) {
      processors = std::min(processors, static_cast<int>(std::ceil(share)));
    }
  }
  return std::max(processors, 1);
}

}  // namespace coldread
