#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace coldread::kernels {

/// The instruction sets that this machine can run, best last: of "portable", "avx2", "avx512", "avx512bf16", "amx".
/// Where "avx512bf16" multiplies bfloat16 no faster than "avx512", it is not the better one (measured once).
std::vector<std::string> available_isas();

/// The one in use. The first question chooses: COLDREAD_ISA where it is set, else the best. Throws Error(usage) where
/// COLDREAD_ISA names none, or one that this machine lacks.
std::string_view active_isa();

/// The one of the int8 product: may be a step behind or beyond, as "avx512vnni".
std::string_view active_int8_isa();

/// Changes it, between calls of kernels. Throws Error(usage). All give the same bits.
void use_isa(std::string_view name);

}  // namespace coldread::kernels
