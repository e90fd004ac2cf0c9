#include "kernels/lanes_avx2.h"
#include "kernels/table.h"
// The rest needs the Lanes above.
#include "kernels/table.inl"

namespace coldread::kernels {

constinit const KernelTable kAvx2Table = table_of("avx2");

}  // namespace coldread::kernels
