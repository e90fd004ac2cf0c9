#include "kernels/isa.h"

#include <array>
#include <atomic>
#include <cstdlib>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/suggest.h"
#include "kernels/amx.h"
#include "kernels/table.h"

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

KernelTable amx_table() {
  KernelTable result = with_int8(kAvx512Table, kAmxInt8);
  result.isa = "amx";
  result.matmul_bf16_dots = amx_matmul_bf16_dots;
  return result;
}

struct InstructionSet {
  KernelTable table;
  bool runs_here;
};

/// Best last. AVX-512 without VNNI multiplies bytes as AVX2 does.
const std::array<InstructionSet, 4>& instruction_sets() {
  static const std::array<InstructionSet, 4> sets = {{
      {kPortableTable, true},
      {kAvx2Table, has_avx2()},
      {with_int8(kAvx512Table, has_vnni() ? kAvx512VnniInt8 : kAvx2Table.int8), has_avx512()},
      {amx_table(), has_vnni() && has_amx()},
  }};
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
