// GCC 12 takes _mm512_undefined_ps() inside its own intrinsics for an oversight.
#pragma GCC diagnostic ignored "-Wuninitialized"

#include "kernels/x86/lanes_avx512.h"
// The rest is written in the operations above.
#include "kernels/generic/table.inl"
#include "kernels/table.h"

namespace coldread::kernels {

constinit const KernelTable kAvx512Table = table_of("avx512", {});

}  // namespace coldread::kernels
