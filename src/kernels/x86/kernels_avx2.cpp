#include "kernels/table.h"
#include "kernels/x86/lanes_avx2.h"
// The rest needs the Lanes above.
#include "kernels/generic/table.inl"
#include "kernels/x86/ints_avx2.h"
//
#include "kernels/generic/matmul_int8.inl"

namespace coldread::kernels {

constinit const KernelTable kAvx2Table = table_of("avx2", {.isa = "avx2", .matmul = matmul_int8_of});

}  // namespace coldread::kernels
