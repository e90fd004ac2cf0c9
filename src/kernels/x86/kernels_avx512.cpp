// GCC 12 takes _mm512_undefined_ps() inside its own intrinsics for an oversight.
#pragma GCC diagnostic ignored "-Wuninitialized"

#include "kernels/table.h"
#include "kernels/x86/lanes_avx512.h"
// The rest needs the Lanes above.
#include "kernels/generic/table.inl"

namespace coldread::kernels {

constinit const KernelTable kAvx512Table = table_of("avx512", {});

}  // namespace coldread::kernels
