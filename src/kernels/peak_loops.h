#pragma once

#include <cstddef>
#include <cstdint>

// Loops that do nothing but independent chains of one instruction. The files that implement them are compiled for one
// instruction set each and hold no library code.
namespace coldread::kernels {

/// Runs `steps` rounds and returns the operations of one round.
using PeakLoop = double (*)(std::int64_t steps);

double peak_fp32_portable(std::int64_t steps);  ///< std::fma
double peak_int8_portable(std::int64_t steps);
double peak_fp32_avx2(std::int64_t steps);    ///< vfmadd on 8 floats
double peak_int8_avx2(std::int64_t steps);    ///< vpmaddwd on bytes widened to 16 bits: vpmaddubsw saturates
double peak_fp32_avx512(std::int64_t steps);  ///< vfmadd on 16 floats
double peak_int8_avx512(std::int64_t steps);  ///< vpmaddwd on 32 widened bytes
double peak_int8_vnni(std::int64_t steps);    ///< vpdpbusd on 64 bytes
double peak_bf16_avx512(std::int64_t steps);  ///< vdpbf16ps on 32 numbers
double peak_int8_amx(std::int64_t steps);     ///< tdpbssd, 16 x 64 bytes by 64 x 16
double peak_bf16_amx(std::int64_t steps);     ///< tdpbf16ps, 16 x 32 numbers by 32 x 16

/// Reads all bytes (a multiple of 512) and returns something that depends on each.
using ReadLoop = std::uint64_t (*)(const unsigned char* data, std::size_t bytes);

std::uint64_t read_portable(const unsigned char* data, std::size_t bytes);
std::uint64_t read_avx2(const unsigned char* data, std::size_t bytes);
std::uint64_t read_avx512(const unsigned char* data, std::size_t bytes);

}  // namespace coldread::kernels
