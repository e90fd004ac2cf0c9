#include "kernels/portable/ints_portable.h"
#include "kernels/portable/lanes_portable.h"
// The rest is written in the operations above.
#include "kernels/generic/matmul_int8.inl"
#include "kernels/generic/table.inl"
#include "kernels/table.h"

namespace coldread::kernels {

constinit const KernelTable kPortableTable = table_of("portable", {.isa = "portable", .matmul = matmul_int8_of});

}  // namespace coldread::kernels
