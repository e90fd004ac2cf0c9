#include "machine/memory_limit.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <sys/resource.h>
#include <unistd.h>

#include "machine/control_groups.h"

namespace coldread {
namespace {

namespace fs = std::filesystem;

std::optional<std::size_t> read_number(const fs::path& file) {
  std::ifstream stream(file);
  std::string text;
  if (!(stream >> text)) return std::nullopt;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;  // "max": no limit
  return number;
}

/// The number after a name that begins a line, as in meminfo and memory.stat.
std::optional<std::size_t> read_field(const fs::path& file, const std::string& name) {
  std::ifstream stream(file);
  std::string line;
  while (std::getline(stream, line)) {
    if (line.rfind(name, 0) != 0 || line.size() == name.size() ||
        (line[name.size()] != ' ' && line[name.size()] != ':'))
      continue;
    const std::size_t digit = line.find_first_of("0123456789", name.size());
    std::size_t number = 0;
    if (digit == std::string::npos) return std::nullopt;
    std::from_chars(line.data() + digit, line.data() + line.size(), number);
    return number;
  }
  return std::nullopt;
}

/// How the two versions name the same three things.
struct GroupFiles {
  const char* limit;
  const char* usage;
  const char* reclaimable;  ///< of memory.stat: the page cache that goes first
};
constexpr GroupFiles kVersion1 = {"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"};
constexpr GroupFiles kVersion2 = {"memory.max", "memory.current", "inactive_file"};

void lower(FreeMemory& free, std::optional<std::size_t> limit, std::size_t used, const std::string& bound) {
  if (!limit) return;
  const std::size_t left = *limit - std::min(*limit, used);
  if (left < free.bytes) free = {.bytes = left, .bound = bound};
}

void lower_by_group(FreeMemory& free, const ControlGroup& group) {
  const GroupFiles& files = group.version == 1 ? kVersion1 : kVersion2;
  const std::size_t usage = read_number(group.folder / files.usage).value_or(0);
  const std::size_t cache = read_field(group.folder / "memory.stat", files.reclaimable).value_or(0);
  lower(free, read_number(group.folder / files.limit), usage - std::min(usage, cache),
        "of the control group " + group.name);
}

std::size_t virtual_memory() {
  return read_field("/proc/self/status", "VmSize").value_or(0) * 1024;
}

std::optional<std::size_t> resource_limit(__rlimit_resource which) {
  rlimit limit = {};
  if (::getrlimit(which, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  return limit.rlim_cur;
}

}  // namespace

FreeMemory free_memory(const fs::path& root) {
  FreeMemory free{.bytes = SIZE_MAX, .bound = "of the machine"};
  if (const auto available = read_field(root / "proc/meminfo", "MemAvailable")) {
    const std::size_t swap = read_field(root / "proc/meminfo", "SwapFree").value_or(0);
    free.bytes = (*available + swap) * 1024;
  }
  for (const ControlGroup& group : control_groups("memory", root)) lower_by_group(free, group);
  lower(free, resource_limit(RLIMIT_AS), virtual_memory(), "of ulimit -v");
  lower(free, resource_limit(RLIMIT_DATA), resident_memory(), "of ulimit -d");
  return free;
}

std::size_t resident_memory() {
  return read_field("/proc/self/status", "VmRSS").value_or(0) * 1024;
}

std::size_t peak_resident_memory() {
  return read_field("/proc/self/status", "VmHWM").value_or(0) * 1024;
}

std::string bytes_text(double bytes) {
  if (bytes >= 1e10) return fmt::format("{:.0f} GB", bytes / 1e9);
  if (bytes >= 1e9) return fmt::format("{:.1f} GB", bytes / 1e9);
  if (bytes >= 1e7) return fmt::format("{:.0f} MB", bytes / 1e6);
  if (bytes >= 1e6) return fmt::format("{:.1f} MB", bytes / 1e6);
  return fmt::format("{:.0f} kB", bytes / 1e3);
}

}  // namespace coldread
