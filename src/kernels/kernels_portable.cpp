#include "kernels/lanes_portable.h"
#include "kernels/table.h"
// The rest needs the Lanes above.
#include "kernels/table.inl"

namespace coldread::kernels {

constinit const KernelTable kPortableTable = table_of("portable");

}  // namespace coldread::kernels
