#include "kernels/lanes_avx512.h"
#include "kernels/table.h"
// The rest needs the Lanes above.
#include "kernels/table.inl"

namespace coldread::kernels {

constinit const KernelTable kAvx512Table = table_of("avx512");

}  // namespace coldread::kernels
