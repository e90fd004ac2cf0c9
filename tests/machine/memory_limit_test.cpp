#include "machine/memory_limit.h"

#include <doctest/doctest.h>

#include "support/temporary_folder.h"

using namespace coldread;

namespace {

/// A machine with 8 GiB available.
void machine(const TemporaryFolder& root, const std::string& groups) {
  root.write("proc/meminfo", "MemTotal:       16777216 kB\nMemAvailable:    8388608 kB\nSwapFree:              0 kB\n");
  root.write("proc/self/cgroup", groups);
}

}  // namespace

TEST_CASE("without a limit the machine's memory bounds") {
  const TemporaryFolder root;
  machine(root, "0::/\n");
  CHECK(free_memory(root.path()).bytes == std::size_t{8} << 30);
  CHECK(free_memory(root.path()).bound == "of the machine");
}

TEST_CASE("a control group of version 2 bounds, and so does one above it") {
  const TemporaryFolder root;
  machine(root, "0::/jobs/seven\n");
  root.write("sys/fs/cgroup/jobs/memory.max", "1000000000\n");
  root.write("sys/fs/cgroup/jobs/memory.current", "300000000\n");
  root.write("sys/fs/cgroup/jobs/memory.stat", "anon 100000000\ninactive_file 200000000\n");
  root.write("sys/fs/cgroup/jobs/seven/memory.max", "max\n");
  root.write("sys/fs/cgroup/jobs/seven/memory.current", "1\n");
  CHECK(free_memory(root.path()).bytes == 900'000'000);  // page cache gives way
  CHECK(free_memory(root.path()).bound == "of the control group /jobs");
  root.write("sys/fs/cgroup/jobs/seven/memory.max", "5000000\n");
  CHECK(free_memory(root.path()).bytes == 4'999'999);
  CHECK(free_memory(root.path()).bound == "of the control group /jobs/seven");
}

TEST_CASE("a control group of version 1 bounds") {
  const TemporaryFolder root;
  machine(root, "9:name=systemd:/\n4:cpu,memory:/job\n0::/\n");
  root.write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "2000000\n");
  root.write("sys/fs/cgroup/memory/job/memory.usage_in_bytes", "500000\n");
  CHECK(free_memory(root.path()).bytes == 1'500'000);
  root.write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "9223372036854771712\n");  // no limit there
  CHECK(free_memory(root.path()).bytes == std::size_t{8} << 30);
}

TEST_CASE("a group that is full leaves nothing") {
  const TemporaryFolder root;
  machine(root, "0::/\n");
  root.write("sys/fs/cgroup/memory.max", "100\n");
  root.write("sys/fs/cgroup/memory.current", "200\n");
  CHECK(free_memory(root.path()).bytes == 0);
}

TEST_CASE("bytes are told with two or three digits") {
  CHECK(bytes_text(12'300) == "12 kB");
  CHECK(bytes_text(1'234'567) == "1.2 MB");
  CHECK(bytes_text(640e6) == "640 MB");
  CHECK(bytes_text(1.52e9) == "1.5 GB");
  CHECK(bytes_text(23e9) == "23 GB");
}
