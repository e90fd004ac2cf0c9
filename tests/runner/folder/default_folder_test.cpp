#include "runner/folder/default_folder.h"

#include <doctest/doctest.h>

#include "engine/local/local_backend.h"
#include "runner/run.h"
#include "support/next_word_run.h"

namespace coldread {
namespace {

class Silent : public RunObserver {};

TEST_CASE("a name stands for the first folder that holds no run, or one of the same config") {
  const test::NextWordRun scratch;
  const std::string name = (scratch.path() / "mine").string();
  RunConfig config = scratch.config("mine");
  CHECK(folder_for(name, config) == name);
  Silent silent;
  run(config, LocalBackend(), silent);
  CHECK(folder_for(name, config) == name);
  RunConfig other = config;
  other.tasks[0].overrides.limit = 1;
  CHECK(folder_for(name, other) == name + "-2");
  other.out = name + "-2";
  run(other, LocalBackend(), silent);
  CHECK(folder_for(name, other) == name + "-2");
  other.tasks[0].overrides.shuffle = 5;
  CHECK(folder_for(name, other) == name + "-3");
}

TEST_CASE("folders whose runs turned out to be others are passed over") {
  const test::NextWordRun scratch;
  const std::string name = (scratch.path() / "mine").string();
  CHECK(folder_for(name, scratch.config("mine"), 1) == name + "-2");
  CHECK(folder_for(name, scratch.config("mine"), 2) == name + "-3");
}

}  // namespace
}  // namespace coldread
