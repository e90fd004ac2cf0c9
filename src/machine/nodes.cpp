#include "machine/nodes.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <map>
#include <optional>
#include <sched.h>
#include <string>
#include <string_view>

namespace coldread {
namespace {

constexpr int kMostProcessors = 1 << 16;

/// "0-3,8,10-11" and a line's end; nothing where it is not such a list. An empty list is one.
std::optional<std::vector<int>> read_list(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  if (!std::getline(stream, line)) return std::nullopt;
  std::vector<int> result;
  for (const char* at = line.data(); at != line.data() + line.size();) {
    const char* const end = line.data() + line.size();
    int first = 0;
    auto read = std::from_chars(at, end, first);
    int last = first;
    if (read.ec == std::errc() && read.ptr != end && *read.ptr == '-') read = std::from_chars(read.ptr + 1, end, last);
    if (read.ec != std::errc() || first < 0 || last < first || last >= kMostProcessors) return std::nullopt;
    for (int i = first; i <= last; ++i) result.push_back(i);
    at = read.ptr;
    if (at == end) break;
    if (*at != ',' || at + 1 == end) return std::nullopt;
    ++at;
  }
  return result;
}

struct Mask {
  explicit Mask(int processors)
      : bytes(CPU_ALLOC_SIZE(static_cast<std::size_t>(processors))),
        words((bytes + sizeof(cpu_set_t) - 1) / sizeof(cpu_set_t)) {}
  cpu_set_t* data() { return words.data(); }

  std::size_t bytes;
  std::vector<cpu_set_t> words;  ///< all zero
};

/// Of the calling thread; empty where the system does not say.
std::vector<int> affinity() {
  for (int most = 1024; most <= kMostProcessors; most *= 2) {
    Mask mask(most);
    if (sched_getaffinity(0, mask.bytes, mask.data()) == 0) {
      std::vector<int> result;
      for (int i = 0; i < most; ++i) {
        if (CPU_ISSET_S(static_cast<std::size_t>(i), mask.bytes, mask.data())) result.push_back(i);
      }
      return result;
    }
    if (errno != EINVAL) break;  // EINVAL: the system knows more processors than the mask has room for
  }
  return {};
}

bool set_affinity(const std::vector<int>& processors) {
  if (processors.empty()) return false;
  Mask mask(std::max(1024, processors.back() + 1));
  for (const int i : processors) CPU_SET_S(static_cast<std::size_t>(i), mask.bytes, mask.data());
  return sched_setaffinity(0, mask.bytes, mask.data()) == 0;
}

}  // namespace

std::vector<MemoryNode> memory_nodes() {
  return memory_nodes("/sys/devices/system/node", affinity());
}

std::vector<MemoryNode> memory_nodes(const std::filesystem::path& folder, std::span<const int> usable) {
  const std::vector<MemoryNode> one = {{.processors = {usable.begin(), usable.end()}}};
  const auto numbers = read_list(folder / "online");
  if (!numbers || numbers->size() < 2) return one;
  std::map<int, int> node_of;
  for (const int node : *numbers) {
    const auto processors = read_list(folder / ("node" + std::to_string(node)) / "cpulist");
    if (!processors) return one;
    for (const int processor : *processors) {
      if (!node_of.emplace(processor, node).second) return one;
    }
  }
  std::map<int, MemoryNode> nodes;
  for (const int processor : usable) {
    const auto found = node_of.find(processor);
    if (found == node_of.end()) return one;
    nodes[found->second].processors.push_back(processor);
  }
  std::vector<MemoryNode> result;
  for (auto& [number, node] : nodes) result.push_back(std::move(node));
  return result.empty() ? one : result;
}

std::vector<NodeThreads> spread_threads(std::span<const MemoryNode> nodes, int threads) {
  std::vector<std::size_t> node_of;  // of each processor
  for (std::size_t n = 0; n < nodes.size(); ++n) node_of.insert(node_of.end(), nodes[n].processors.size(), n);
  std::vector<int> counts(nodes.size());
  for (std::size_t i = 0; !node_of.empty() && i < static_cast<std::size_t>(threads); ++i) {
    ++counts[node_of[i * node_of.size() / static_cast<std::size_t>(threads)]];
  }
  std::vector<NodeThreads> result;
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    if (counts[n] > 0) result.push_back({.processors = nodes[n].processors, .threads = counts[n]});
  }
  return result.size() < 2 ? std::vector<NodeThreads>() : result;
}

void ProcessorBinding::bind(const std::vector<int>& processors) {
  before_ = affinity();
  if (!set_affinity(processors)) before_.clear();
}

void ProcessorBinding::restore() {
  set_affinity(before_);
}

}  // namespace coldread
