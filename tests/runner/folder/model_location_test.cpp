#include "runner/folder/model_location.h"

#include <doctest/doctest.h>

#include "engine/local/local_backend.h"
#include "io/file.h"
#include "support/error_of.h"
#include "support/next_word_run.h"

namespace coldread {
namespace {

using test::contains;
using test::error_of;

/// A run's folder beside a copy of its model.
struct Moved : TemporaryFolder {
  Moved() {
    std::filesystem::copy(source_dir() / "tests/reference/model/tiny-gpt2", path() / "model",
                          std::filesystem::copy_options::recursive);
    std::filesystem::create_directory(path() / "out");
  }
  Plan plan() const {
    const test::NextWordRun scratch;
    RunConfig config = scratch.config("out");
    config.models[0].path = (path() / "model").string();
    return resolve(config, LocalBackend());
  }
};

TEST_CASE("a model is known by its path from the run's folder and by its absolute one") {
  const Moved moved;
  const auto locations = model_locations(moved.plan(), moved.path() / "out", {});
  REQUIRE(locations.size() == 1);
  CHECK(locations[0].name == "tiny");
  CHECK(locations[0].path == (moved.path() / "model").string());
  CHECK(locations[0].from_folder == "../model");
}

TEST_CASE("a model that moved with its run's folder is found, a changed or missing one is named") {
  const Moved moved;
  const Plan plan = moved.plan();
  moved.write("out/run.json", R"({"models": [{"name": "tiny", "path": "/nowhere/model", "from_folder": "../model"}]})");
  PlannedModel model = plan.models[0];
  model.config.path = "/nowhere/else";
  CHECK(find_model_of(moved.path() / "out", model, LocalBackend())->weights_digest() == model.facts.digest);
  model.facts.digest = std::string(64, '0');
  CHECK(
      contains(error_of([&] { find_model_of(moved.path() / "out", model, LocalBackend()); }), "is another model than"));
  std::filesystem::remove_all(moved.path() / "model");
  const std::string gone = error_of([&] { find_model_of(moved.path() / "out", model, LocalBackend()); });
  CHECK(contains(gone, "is gone"));
  CHECK(contains(gone, "/nowhere/else"));
}

TEST_CASE("of several folders the first that says where models lay is asked") {
  const Moved moved;
  moved.write("b/run.json", R"({"models": [{"name": "m", "path": "/p", "from_folder": "../p"}]})");
  const std::vector<std::filesystem::path> folders{moved.path() / "out", moved.path() / "b"};
  REQUIRE(model_locations(folders).size() == 1);
  CHECK(model_locations(folders)[0].path == "/p");
}

}  // namespace
}  // namespace coldread
