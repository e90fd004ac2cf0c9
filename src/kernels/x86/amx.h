#pragma once

namespace coldread::kernels {

/// Whether the processor multiplies tiles of bytes and of bfloat16, and the system lets this process use them: asked
/// for once, threads inherit it.
bool has_amx();

}  // namespace coldread::kernels
