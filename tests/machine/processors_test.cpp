#include "machine/processors.h"

#include <algorithm>
#include <cstdlib>
#include <doctest/doctest.h>
#include <omp.h>

#include "support/temporary_folder.h"

namespace coldread {
namespace {

TEST_CASE("no more threads than a control group's share of processor time") {
  if (std::getenv("OMP_NUM_THREADS") != nullptr) return;
  const int all = omp_get_num_procs();
  const TemporaryFolder root;
  CHECK(usable_processors(root.path()) == all);
  root.write("proc/self/cgroup", "0::/user/job\n");
  root.write("sys/fs/cgroup/user/job/cpu.max", "max 100000\n");
  CHECK(usable_processors(root.path()) == all);
  root.write("sys/fs/cgroup/user/cpu.max", "50000 100000\n");
  CHECK(usable_processors(root.path()) == 1);
  root.write("sys/fs/cgroup/user/cpu.max", "150000 100000\n");
  CHECK(usable_processors(root.path()) == std::min(all, 2));
}

TEST_CASE("the first version of control groups says it in two files") {
  if (std::getenv("OMP_NUM_THREADS") != nullptr) return;
  const TemporaryFolder root;
  root.write("proc/self/cgroup", "11:memory:/job\n4:cpu,cpuacct:/job\n");
  root.write("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "100000\n");
  root.write("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
  CHECK(usable_processors(root.path()) == 1);
  root.write("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "-1\n");
  CHECK(usable_processors(root.path()) == omp_get_num_procs());
}

}  // namespace
}  // namespace coldread
