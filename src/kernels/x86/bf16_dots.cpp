#include "kernels/bf16_dots.h"

#include <pmmintrin.h>

namespace coldread::kernels {
namespace {

/// Sets FTZ and DAZ while it lives.
class FlushSubnormals {
 public:
  FlushSubnormals() : before_(_mm_getcsr()) { _mm_setcsr(before_ | _MM_FLUSH_ZERO_MASK | _MM_DENORMALS_ZERO_MASK); }
  ~FlushSubnormals() { _mm_setcsr(before_); }
  FlushSubnormals(const FlushSubnormals&) = delete;
  FlushSubnormals& operator=(const FlushSubnormals&) = delete;

 private:
  unsigned before_;
};

}  // namespace

void multiply_bf16_dots(const Bf16DotsKernel& kernel, const Bf16DotsTask& task) {
  const FlushSubnormals flush;
  kernel.matmul(task);
}

}  // namespace coldread::kernels
