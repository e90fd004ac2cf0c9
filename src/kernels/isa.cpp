#include "kernels/isa.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fmt/ranges.h>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/suggest.h"
#include "kernels/peak_loops.h"
#include "kernels/table.h"
#include "kernels/tuning.h"
#include "kernels/x86/amx.h"

namespace coldread::kernels {

namespace {

bool has_avx2() {
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
}
bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
         __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
}
bool has_vnni() {
  return has_avx512() && __builtin_cpu_supports("avx512vnni") != 0;
}

KernelTable with_int8(const KernelTable& table, const Int8Kernel& int8) {
  KernelTable result = table;
  result.int8 = int8;
  return result;
}

bool has_avx512_bf16() {
  return has_vnni() && __builtin_cpu_supports("avx512bf16") != 0;
}

KernelTable avx512bf16_table() {
  KernelTable result = with_int8(kAvx512Table, kAvx512VnniInt8);
  result.isa = "avx512bf16";
  result.bf16_dots = kAvx512Bf16Dots;
  return result;
}

KernelTable amx_table() {
  KernelTable result = with_int8(kAvx512Table, kAmxInt8);
  result.isa = "amx";
  result.bf16_dots.matmul = amx_matmul_bf16_dots;
  return result;
}

double seconds_of(PeakLoop loop, std::int64_t steps) {
  const auto start = std::chrono::steady_clock::now();
  loop(steps);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Whether vdpbf16ps multiplies faster than vfmadd here. Takes about 0.2 ms; the least of several slices in turn, since
/// other programs can only slow them.
bool bf16_dots_are_faster() {
  constexpr std::int64_t kSteps = 256;
  constexpr int kSlices = 12;
  double dots = std::numeric_limits<double>::infinity();
  double adds = dots;
  for (int i = 0; i < kSlices; ++i) {
    dots = std::min(dots, seconds_of(peak_bf16_avx512, kSteps));
    adds = std::min(adds, seconds_of(peak_fp32_avx512, kSteps));
  }
  return peak_bf16_avx512(0) / dots > kWorthBf16Pairs * peak_fp32_avx512(0) / adds;
}

struct InstructionSet {
  KernelTable table;
  bool runs_here;
};

/// Best last. AVX-512 without VNNI multiplies bytes as AVX2 does.
std::array<InstructionSet, 5> find_instruction_sets() {
  InstructionSet avx512{with_int8(kAvx512Table, has_vnni() ? kAvx512VnniInt8 : kAvx2Table.int8), has_avx512()};
  InstructionSet avx512bf16{avx512bf16_table(), has_avx512_bf16()};
  const InstructionSet amx{amx_table(), has_vnni() && has_amx()};
  if (avx512bf16.runs_here && !amx.runs_here && !bf16_dots_are_faster()) std::swap(avx512, avx512bf16);
  return {{{kPortableTable, true}, {kAvx2Table, has_avx2()}, avx512, avx512bf16, amx}};
}

const std::array<InstructionSet, 5>& instruction_sets() {
  static const std::array<InstructionSet, 5> sets = find_instruction_sets();
  return sets;
}

const KernelTable* find(std::string_view name) {
  std::vector<std::string> known;
  for (const InstructionSet& set : instruction_sets()) {
    known.emplace_back(set.table.isa);
    if (name != set.table.isa) continue;
    if (set.runs_here) return &set.table;
    throw Error(ErrorCode::usage, fmt::format("COLDREAD_ISA: this machine has no '{}'; it has {}", name,
                                              fmt::join(available_isas(), ", ")));
  }
  throw Error(ErrorCode::usage, fmt::format("COLDREAD_ISA: unknown instruction set '{}'{} (known: {})", name,
                                            did_you_mean(name, known), fmt::join(known, ", ")));
}

const KernelTable* choose() {
  const char* forced = std::getenv("COLDREAD_ISA");
  return find(forced != nullptr && *forced != '\0' ? forced : available_isas().back());
}

std::atomic<const KernelTable*> active = nullptr;

}  // namespace

const KernelTable& table() {
  const KernelTable* current = active.load(std::memory_order_acquire);
  if (current == nullptr) {
    current = choose();
    active.store(current, std::memory_order_release);
  }
  return *current;
}

std::vector<std::string> available_isas() {
  std::vector<std::string> names;
  for (const InstructionSet& set : instruction_sets()) {
    if (set.runs_here) names.emplace_back(set.table.isa);
  }
  return names;
}

std::string_view active_isa() {
  return table().isa;
}

std::string_view active_int8_isa() {
  return table().int8.isa;
}

void use_isa(std::string_view name) {
  active.store(find(name), std::memory_order_release);
}

}  // namespace coldread::kernels
