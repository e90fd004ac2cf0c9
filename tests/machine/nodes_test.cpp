#include "machine/nodes.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <sched.h>

#include "machine/team.h"
#include "support/temporary_folder.h"

namespace coldread {
namespace {

using Lists = std::vector<std::vector<int>>;

/// A machine of two nodes; their processors are numbered in turn, four to a node, and each has a twin.
void two_nodes(const TemporaryFolder& folder) {
  folder.write("online", "0-1\n");
  folder.write("node0/cpulist", "0-3,8-11\n");
  folder.write("node1/cpulist", "4-7,12-15\n");
}

Lists nodes_of(const TemporaryFolder& folder, const std::vector<int>& usable) {
  Lists result;
  for (const MemoryNode& node : memory_nodes(folder.path(), usable)) result.push_back(node.processors);
  return result;
}

Lists lists_of(std::span<const NodeThreads> nodes) {
  Lists result;
  for (const NodeThreads& node : nodes) result.push_back(node.processors);
  return result;
}

std::vector<int> counts_of(const std::vector<MemoryNode>& nodes, int threads) {
  std::vector<int> result;
  for (const NodeThreads& node : spread_threads(nodes, threads)) result.push_back(node.threads);
  return result;
}

/// Processors that the calling thread may run on.
std::vector<int> allowed() {
  cpu_set_t set;
  REQUIRE(sched_getaffinity(0, sizeof set, &set) == 0);
  std::vector<int> result;
  for (int i = 0; i < CPU_SETSIZE; ++i) {
    if (CPU_ISSET(static_cast<std::size_t>(i), &set)) result.push_back(i);
  }
  return result;
}

TEST_CASE("nodes are those whose processors may be used, with these alone") {
  const TemporaryFolder folder;
  two_nodes(folder);
  CHECK(nodes_of(folder, {0, 1, 2, 3, 4, 5, 6, 7, 8}) == Lists{{0, 1, 2, 3, 8}, {4, 5, 6, 7}});
  CHECK(nodes_of(folder, {3, 15}) == Lists{{3}, {15}});
  CHECK(nodes_of(folder, {4, 12, 13}) == Lists{{4, 12, 13}});  // the other one is out of bounds
}

TEST_CASE("numbers of nodes may have holes, and nodes may be without processors") {
  const TemporaryFolder folder;
  folder.write("online", "0,2-3,8\n");
  folder.write("node0/cpulist", "0-1\n");
  folder.write("node2/cpulist", "\n");
  folder.write("node3/cpulist", "2\n");
  folder.write("node8/cpulist", "3,5\n");
  CHECK(nodes_of(folder, {0, 1, 2, 3, 5}) == Lists{{0, 1}, {2}, {3, 5}});
  CHECK(nodes_of(folder, {1, 5}) == Lists{{1}, {5}});
}

TEST_CASE("what does not say where every processor belongs makes one node") {
  const std::vector<int> usable = {0, 1, 4, 5};
  const Lists one = {usable};
  const TemporaryFolder folder;
  CHECK(nodes_of(folder, usable) == one);
  two_nodes(folder);
  REQUIRE(nodes_of(folder, usable) == Lists{{0, 1}, {4, 5}});
  for (const char* text :
       {"", "\n", "five\n", "4-\n", "4-7,\n", ",4-7\n", "7-4\n", "-4\n", "4-7 12-15\n", "4-99999999999\n", "4-70000\n",
        "0-7\n" /* processors of another node */, "6-7\n" /* none of ours */}) {
    CAPTURE(text);
    folder.write("node1/cpulist", text);
    CHECK(nodes_of(folder, usable) == one);
  }
  two_nodes(folder);
  for (const char* text : {"", "0\n", "0-\n", "all\n", "0-2\n" /* a node that is not there */}) {
    CAPTURE(text);
    folder.write("online", text);
    CHECK(nodes_of(folder, usable) == one);
  }
}

TEST_CASE("this machine's nodes hold each usable processor once") {
  std::vector<int> all;
  for (const MemoryNode& node : memory_nodes()) all.insert(all.end(), node.processors.begin(), node.processors.end());
  std::sort(all.begin(), all.end());
  CHECK(all == allowed());
}

TEST_CASE("threads go over the nodes by their processors, and a single node is none") {
  const std::vector<MemoryNode> even = {{{0, 1, 2, 3}}, {{4, 5, 6, 7}}};
  CHECK(counts_of(even, 8) == std::vector{4, 4});
  CHECK(counts_of(even, 3) == std::vector{2, 1});
  CHECK(counts_of(even, 2) == std::vector{1, 1});
  CHECK(counts_of(even, 1).empty());
  CHECK(counts_of(even, 20) == std::vector{10, 10});
  CHECK(counts_of({{{0, 1, 2, 3, 4, 5}}, {{6}}, {{7, 8}}}, 9) == std::vector{6, 1, 2});
  CHECK(counts_of({{{0}}, {{1}}, {{2}}}, 2) == std::vector{1, 1});
  CHECK(counts_of({{{0, 1}}}, 2).empty());
  CHECK(counts_of({}, 2).empty());
  CHECK(lists_of(spread_threads(std::vector<MemoryNode>{{{0}}, {{1, 2, 3, 4, 5, 6}}, {{7}}}, 2)) ==
        Lists{{0}, {1, 2, 3, 4, 5, 6}});
}

TEST_CASE("no node gets more threads than processors before all have as many") {
  const std::vector<MemoryNode> nodes = {{{0, 1, 2}}, {{3}}, {{4, 5, 6, 7, 8}}};
  for (int threads = 1; threads <= 9; ++threads) {
    for (const NodeThreads& node : spread_threads(nodes, threads)) {
      CHECK(node.threads <= static_cast<int>(node.processors.size()));
    }
  }
}

TEST_CASE("a binding ends with its block, and one to nothing or to processors that are not there changes nothing") {
  const std::vector<int> before = allowed();
  const std::vector<int> last = {before.back()};
  const std::vector<int> none = {};
  const std::vector<int> absent = {60000};
  {
    const ProcessorBinding binding(&last);
    CHECK(allowed() == last);
  }
  CHECK(allowed() == before);
  for (const std::vector<int>* processors : {static_cast<const std::vector<int>*>(nullptr), &none, &absent}) {
    const ProcessorBinding binding(processors);
    CHECK(allowed() == before);
  }
  CHECK(allowed() == before);
}

TEST_CASE("the threads of a team stay on their nodes while they work, and no longer") {
  const std::vector<int> before = allowed();
  const std::vector<NodeThreads> nodes = {{.processors = {before.front()}, .threads = 2},
                                          {.processors = {before.back()}, .threads = 1}};
  Team made(3, nodes);
  Team team(std::move(made));
  Lists seen(3);
  std::vector<int> node(3, -1);
  team.run([&] {
    const auto self = static_cast<std::size_t>(team.self());
    seen[self] = allowed();
    node[self] = team.node();
  });
  CHECK(seen == Lists{{before.front()}, {before.front()}, {before.back()}});
  CHECK(node == std::vector{0, 0, 1});
  CHECK(allowed() == before);
  Team free(2, 1);
  free.run([&] {
    seen[static_cast<std::size_t>(free.self())] = allowed();
    node[static_cast<std::size_t>(free.self())] = free.node();
  });
  CHECK(seen == Lists{before, before, {before.back()}});
  CHECK(node == std::vector{1, 1, 1});
}

}  // namespace
}  // namespace coldread
