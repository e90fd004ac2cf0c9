#include "runner/run.h"

#include <doctest/doctest.h>
#include <map>
#include <set>

#include "engine/local/local_backend.h"
#include "io/file.h"
#include "runner/folder/merge.h"
#include "runner/folder/run_folder.h"
#include "runner/journal/journal.h"
#include "runner/verify.h"
#include "support/error_of.h"
#include "support/next_word_run.h"

namespace coldread {
namespace {

constexpr int kDocuments = 300;  // more than a batch holds

struct Scratch : test::NextWordRun {
  Scratch() : NextWordRun(kDocuments) {}
  std::filesystem::path path(const std::string& name) const { return NextWordRun::path() / name; }

  RunConfig shard(const std::string& out, const std::string& which) const {
    RunConfig part = config(out);
    part.shard = parse_shard(which);
    return part;
  }

  /// What a run's folder holds, but for what tells of times and machine.
  std::map<std::string, std::string> files(const std::string& out) const {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(path(out))) {
      const std::string name = entry.path().filename().string();
      if (name != "run.json" && name != "machine.html") files[name] = read_text_file(entry.path());
    }
    return files;
  }
};

/// Keeps what it is told, and stops a run after so many answers.
class Witness : public RunObserver {
 public:
  explicit Witness(std::int64_t stop_after = -1) : stop_after_(stop_after) {}

  void on_stage(const std::string& what) override { stages.insert(what); }
  void on_progress(const RunProgress& progress) override {
    if (!first) first = progress;
    last = progress;
  }
  void on_journal(const Journal& opened) override {
    journal = &opened;
    damage = opened.damage().size();
  }
  void on_journal_closed() override { journal = nullptr; }
  bool stop_requested() override {
    CHECK(journal != nullptr);
    return stop_after_ >= 0 && last.done - first->done >= stop_after_;
  }

  std::set<std::string> stages;
  std::optional<RunProgress> first;
  RunProgress last;
  const Journal* journal = nullptr;
  std::size_t damage = 0;

 private:
  std::int64_t stop_after_;
};

RunOutcome run(const RunConfig& config, RunObserver& observer, const RunOptions& options = {}) {
  return coldread::run(config, LocalBackend(), observer, options);
}

RunOutcome run(const RunConfig& config) {
  Witness witness;
  return run(config, witness);
}

TEST_CASE("a run tells its observer of its stages, each answer and its journal, and fills its folder") {
  const Scratch scratch;
  Witness witness;
  const RunOutcome outcome = run(scratch.config("out"), witness);
  CHECK_FALSE(outcome.interrupted);
  CHECK(outcome.folder == scratch.path("out"));
  CHECK(outcome.report.samples.size() == kDocuments);
  CHECK(outcome.execution.answered_requests == kDocuments);
  CHECK(outcome.execution.estimated_memory_bytes > 0);
  CHECK(witness.stages.contains("loading tiny"));
  CHECK(witness.first->done == 0);
  CHECK(witness.last.done == kDocuments);
  CHECK(witness.last.total == kDocuments);
  CHECK(witness.last.work_done == doctest::Approx(witness.last.work_total));
  CHECK(witness.journal == nullptr);
  for (const char* name : {"journal", "results.json", "results.csv", "report.html", "run.json", "machine.html"}) {
    CHECK(std::filesystem::exists(outcome.folder / name));
  }
}

TEST_CASE("a run that was stopped goes on where it was, to the same bytes") {
  const Scratch scratch;
  const std::string digest = run(scratch.config("whole")).report.answers_digest;
  Witness stopping(10);
  const RunOutcome stopped = run(scratch.config("out"), stopping);
  CHECK(stopped.interrupted);
  CHECK(stopped.report.samples.size() >= 10);
  CHECK(stopped.report.unfinished->answered == std::ssize(stopped.report.samples));
  CHECK(stopped.report.unfinished->documents == kDocuments);
  CHECK_FALSE(std::filesystem::exists(scratch.path("out/results.json")));
  const std::int64_t answered = stopping.last.done;
  CHECK(answered >= 10);
  REQUIRE(answered < kDocuments);

  Witness witness;
  const RunOutcome resumed = run(scratch.config("out"), witness);
  CHECK(witness.first->done == answered);
  CHECK(resumed.execution.answered_requests == kDocuments - answered);
  CHECK(resumed.report.answers_digest == digest);
  CHECK(scratch.files("out") == scratch.files("whole"));
}

TEST_CASE("a finished run is rendered again without a model") {
  const Scratch scratch;
  const RunOutcome first = run(scratch.config("out"));
  const auto before = scratch.files("out");
  std::filesystem::remove(scratch.path("out/report.html"));
  Witness witness;
  const RunOutcome again = run(scratch.config("out"), witness);
  CHECK(again.report.answers_digest == first.report.answers_digest);
  CHECK(again.execution.answered_requests == 0);
  CHECK_FALSE(witness.stages.contains("loading tiny"));
  CHECK(scratch.files("out") == before);
}

TEST_CASE("another config is refused where the folder holds a run, and takes its place when fresh") {
  const Scratch scratch;
  run(scratch.config("out"));
  RunConfig other = scratch.config("out");
  other.tasks[0].overrides.limit = 3;
  CHECK(test::contains(test::error_of([&] { run(other); }), "holds another run"));
  Witness witness;
  const RunOutcome fresh = run(other, witness, {.fresh = true});
  CHECK(fresh.report.samples.size() == 3);
  other.out = scratch.path("other");
  run(other);
  CHECK(scratch.files("out") == scratch.files("other"));
}

TEST_CASE("the observer sees what of a journal was damaged") {
  const Scratch scratch;
  const std::string digest = run(scratch.config("out")).report.answers_digest;
  std::string journal = read_text_file(scratch.path("out/journal"));
  journal[journal.rfind("response")] = 'x';
  write_file_atomically(scratch.path("out/journal"), journal);
  Witness witness;
  CHECK(run(scratch.config("out"), witness).report.answers_digest == digest);
  CHECK(witness.damage == 1);
  CHECK(witness.first->done == kDocuments - 1);
}

TEST_CASE("shards run apart are put together to the run of one process") {
  const Scratch scratch;
  const RunOutcome whole = run(scratch.config("whole"));
  const RunOutcome part = run(scratch.shard("a", "1/2"));
  CHECK(part.report.samples.size() < kDocuments);
  CHECK_FALSE(std::filesystem::exists(scratch.path("a/results.json")));
  run(scratch.shard("b", "2/2"));
  const std::vector<std::filesystem::path> parts = {scratch.path("a"), scratch.path("b")};
  const RunOutcome merged = merge_runs(parts, {.out = scratch.path("out")});
  CHECK(merged.folder == scratch.path("out"));
  CHECK(merged.report.answers_digest == whole.report.answers_digest);
  CHECK(scratch.files("out") == scratch.files("whole"));
}

TEST_CASE("a run's files are written anew from its journal") {
  const Scratch scratch;
  const RunOutcome outcome = run(scratch.config("out"));
  const auto before = scratch.files("out");
  std::filesystem::remove(scratch.path("out/samples.csv"));
  CHECK(render_run(scratch.path("out")).answers_digest == outcome.report.answers_digest);
  CHECK(scratch.files("out") == before);
}

/// Stops once it has seen so many answers.
class Impatient : public RunObserver {
 public:
  void on_progress(const RunProgress& progress) override { done = progress.done; }
  bool stop_requested() override { return done > 0; }
  std::int64_t done = 0;
};

TEST_CASE("answers of a run are verified, all that are asked for or as many as a stop leaves time for") {
  const Scratch scratch;
  run(scratch.config("out"));
  VerifyOptions options;
  options.sample = 200;
  options.threads = 1;
  class : public RunObserver {
  } patient;
  const Verification all = verify(scratch.path("out"), options, LocalBackend(), patient);
  CHECK(all.verified == 200);
  CHECK(all.differences.empty());
  Impatient impatient;
  const Verification some = verify(scratch.path("out"), options, LocalBackend(), impatient);
  CHECK(some.verified > 0);
  CHECK(some.verified < 200);
  CHECK(some.differences.empty());
}

}  // namespace
}  // namespace coldread
