#pragma once

#include <filesystem>
#include <span>
#include <vector>

namespace coldread {

/// A memory node of the machine: those of its processors that the process may run on, ascending.
struct MemoryNode {
  std::vector<int> processors;
};

/// Those with usable processors, in the order of their numbers. A single one where the system does not say which node
/// each usable processor belongs to.
std::vector<MemoryNode> memory_nodes();
/// The same from a folder as /sys/devices/system/node is, for these processors.
std::vector<MemoryNode> memory_nodes(const std::filesystem::path& folder, std::span<const int> usable);

/// The threads of a team that work on one node.
struct NodeThreads {
  std::vector<int> processors;
  int threads = 0;
};

/// So many threads over the nodes, as even over the processors as can be: no node has more threads than processors
/// before all have as many. Nodes without threads are left out; empty where one has them all.
std::vector<NodeThreads> spread_threads(std::span<const MemoryNode> nodes, int threads);

/// Keeps the calling thread on some processors while it lives; on null, or where the system refuses, nothing happens.
class ProcessorBinding {
 public:
  explicit ProcessorBinding(const std::vector<int>* processors) {
    if (processors != nullptr) bind(*processors);
  }
  ~ProcessorBinding() {
    if (!before_.empty()) restore();
  }
  ProcessorBinding(const ProcessorBinding&) = delete;
  ProcessorBinding& operator=(const ProcessorBinding&) = delete;

 private:
  void bind(const std::vector<int>& processors);
  void restore();

  std::vector<int> before_;
};

}  // namespace coldread
