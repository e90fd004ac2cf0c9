#include "kernels/tuning.h"

namespace coldread::kernels {

const bool kHardwarePrefetchesStreams = [] {
  __builtin_cpu_init();
  return __builtin_cpu_is("amd") != 0;
}();

}  // namespace coldread::kernels
