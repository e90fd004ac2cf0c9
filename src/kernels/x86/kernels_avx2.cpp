#include "kernels/x86/ints_avx2.h"
#include "kernels/x86/lanes_avx2.h"
// The rest is written in the operations above.
#include "kernels/generic/matmul_int8.inl"
#include "kernels/generic/table.inl"
#include "kernels/table.h"

namespace coldread::kernels {

constinit const KernelTable kAvx2Table = table_of("avx2", {.isa = "avx2", .matmul = matmul_int8_of});

}  // namespace coldread::kernels
