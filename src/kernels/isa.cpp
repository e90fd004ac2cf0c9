#include "kernels/isa.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <span>

#include "base/error.h"
#include "base/suggest.h"
#include "kernels/table.h"

namespace coldread::kernels {
namespace {

constexpr std::array<const KernelTable*, 3> kTables = {&kPortableTable, &kAvx2Table, &kAvx512Table};

bool runs_here(const KernelTable& table) {
  if (&table == &kPortableTable) return true;
  const bool avx2 = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  if (&table == &kAvx2Table) return avx2;
  return avx2 && __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
         __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
}

std::string joined(std::span<const std::string> names) {
  std::string result;
  for (const std::string& name : names) result += (result.empty() ? "" : ", ") + name;
  return result;
}

const KernelTable* find(std::string_view name) {
  std::vector<std::string> known;
  for (const KernelTable* table : kTables) {
    known.emplace_back(table->isa);
    if (name != table->isa) continue;
    if (runs_here(*table)) return table;
    throw Error(ErrorCode::usage,
                "COLDREAD_ISA: this machine has no '" + std::string(name) + "'; it has " + joined(available_isas()));
  }
  throw Error(ErrorCode::usage, "COLDREAD_ISA: unknown instruction set '" + std::string(name) + "'" +
                                    did_you_mean(name, known) + " (known: " + joined(known) + ")");
}

const KernelTable* choose() {
  const char* forced = std::getenv("COLDREAD_ISA");
  if (forced != nullptr && *forced != '\0') return find(forced);
  return *std::find_if(kTables.rbegin(), kTables.rend(), [](const KernelTable* t) { return runs_here(*t); });
}

/// AVX-512's table with the best int8 kernel that the machine has.
const KernelTable& with_int8(const KernelTable& table) {
  if (&table != &kAvx512Table) return table;
  static const KernelTable completed = [] {
    KernelTable result = kAvx512Table;
    result.int8 = __builtin_cpu_supports("avx512vnni") != 0 ? kAvx512VnniInt8 : kAvx2Table.int8;
    return result;
  }();
  return completed;
}

std::atomic<const KernelTable*> active = nullptr;

}  // namespace

const KernelTable& table() {
  const KernelTable* current = active.load(std::memory_order_acquire);
  if (current == nullptr) {
    current = &with_int8(*choose());
    active.store(current, std::memory_order_release);
  }
  return *current;
}

std::vector<std::string> available_isas() {
  std::vector<std::string> names;
  for (const KernelTable* table : kTables) {
    if (runs_here(*table)) names.emplace_back(table->isa);
  }
  return names;
}

std::string_view active_isa() {
  return table().isa;
}

void use_isa(std::string_view name) {
  active.store(&with_int8(*find(name)), std::memory_order_release);
}

}  // namespace coldread::kernels
