#include "kernels/x86/amx.h"

#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace coldread::kernels {
namespace {

bool granted() {
  constexpr long kRequestPermission = 0x1023;  // ARCH_REQ_XCOMP_PERM
  constexpr long kTileData = 18;
  constexpr unsigned kTiles = 1U << 22 | 1U << 24 | 1U << 25;  // bfloat16, tiles, bytes
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) == 0 || (edx & kTiles) != kTiles) return false;
  return syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

}  // namespace

bool has_amx() {
  static const bool has = granted();
  return has;
}

}  // namespace coldread::kernels
