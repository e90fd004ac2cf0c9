#include <array>
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <string>

#include "base/error.h"
#include "support/source_dir.h"
#include "task/render.h"
#include "task/task.h"

using namespace coldread;

namespace {

const std::filesystem::path kSource = source_dir();

void load_all(const std::filesystem::path& folder) {
  const std::array<std::filesystem::path, 1> folders{folder};
  const TaskIndex index(folders);
  CHECK(index.problems().empty());
  CHECK(!index.entries().empty());
  for (const TaskIndex::Entry& entry : index.entries()) {
    CAPTURE(entry.name);
    CHECK(!entry.description.empty());
    TaskOverrides overrides;
    overrides.limit = 20;
    const auto task = index.load(entry.name, overrides);
    CHECK(task->warnings().empty());
    const std::vector<Dict> lines = render(*task);
    CHECK(lines.size() >= task->documents().size());
    for (const Document& document : task->documents()) CHECK(!task->requests(document).empty());
  }
}

}  // namespace

TEST_CASE("every task of the shipped suites loads and renders") {
  load_all(kSource / "tasks/coldread");
}

TEST_CASE("every task of the public benchmarks loads and renders where their data is beside the source") {
  const std::filesystem::path data = kSource / "../shared/datasets";
  if (!std::filesystem::is_directory(data)) {
    MESSAGE("skipped: no data folder ", data.lexically_normal().string());
    return;
  }
  ::setenv("COLDREAD_DATASETS", data.c_str(), 1);
  load_all(kSource / "tasks/benchmarks");
  ::unsetenv("COLDREAD_DATASETS");
}
