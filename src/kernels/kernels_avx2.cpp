#include "kernels/lanes_avx2.h"
#include "kernels/table.h"
// The rest needs the Lanes above.
#include "kernels/ints_avx2.h"
#include "kernels/table.inl"
//
#include "kernels/matmul_int8.inl"

namespace coldread::kernels {

constinit const KernelTable kAvx2Table = table_of("avx2", {.isa = "avx2", .matmul = matmul_int8_of});

}  // namespace coldread::kernels
