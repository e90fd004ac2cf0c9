#include "kernels/portable/lanes_portable.h"
#include "kernels/table.h"
// The rest needs the Lanes above.
#include "kernels/generic/table.inl"
#include "kernels/portable/ints_portable.h"
//
#include "kernels/generic/matmul_int8.inl"

namespace coldread::kernels {

constinit const KernelTable kPortableTable = table_of("portable", {.isa = "portable", .matmul = matmul_int8_of});

}  // namespace coldread::kernels
