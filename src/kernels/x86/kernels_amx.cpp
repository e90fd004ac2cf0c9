// GCC 12 takes _mm512_undefined_ps() inside its own intrinsics for an oversight.
#pragma GCC diagnostic ignored "-Wuninitialized"

#include "kernels/x86/ints_avx512vnni.h"
#include "kernels/x86/lanes_avx512.h"
#include "kernels/x86/tiles_amx.h"
// The rest is written in the operations above.
#include "kernels/generic/matmul_bf16_groups.inl"
#include "kernels/table.h"
#include "kernels/x86/matmul_bf16_tiles.inl"
#include "kernels/x86/matmul_int8_tiles.inl"

namespace coldread::kernels {

void amx_matmul_bf16_dots(const Bf16DotsTask& task) {
  matmul_bf16_dots_of<Bf16TileRows>(task);
}

constinit const Int8Kernel kAmxInt8 = {.isa = "amx", .matmul = matmul_int8_by_tiles};

}  // namespace coldread::kernels
