#include "runner/rescore.h"

#include <doctest/doctest.h>

#include "engine/local/local_backend.h"
#include "runner/run.h"
#include "support/next_word_run.h"

namespace coldread {
namespace {

class Silent : public RunObserver {};

struct Scratch : test::NextWordRun {
  Scratch() : NextWordRun(3) {
    RunConfig first = config("out");
    first.tasks[0].overrides.limit = 2;
    Silent silent;
    run(first, LocalBackend(), silent);
  }
  Rescored rescored(std::vector<std::string> settings) const {
    RunFlags flags;
    flags.settings = std::move(settings);
    flags.settings.push_back("out=" + (path() / "new").string());
    Silent silent;
    return rescore(path() / "out", {.flags = flags, .fresh = true}, LocalBackend(), silent);
  }
};

TEST_CASE("answers are scored anew and none is asked where the metrics alone changed") {
  const Scratch scratch;
  const Rescored rescored = scratch.rescored({"tasks.0.metric_list=[{metric: perplexity}]"});
  CHECK(rescored.asked == 0);
  CHECK(rescored.reused == 2);
  REQUIRE(rescored.outcome.report.scores.size() == 1);
  CHECK(rescored.outcome.report.scores[0].metric == "perplexity");
}

TEST_CASE("a larger limit asks the documents that are missing") {
  const Scratch scratch;
  const Rescored rescored = scratch.rescored({"limit=3"});
  CHECK(rescored.asked == 1);
  CHECK(rescored.reused == 2);
  CHECK(rescored.outcome.report.samples.size() == 3);
}

}  // namespace
}  // namespace coldread
