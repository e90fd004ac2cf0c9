#include "runner/folder/extension.h"

#include <doctest/doctest.h>

#include "engine/local/local_backend.h"
#include "runner/folder/inputs.h"
#include "runner/folder/other_run.h"
#include "runner/folder/stored_run.h"
#include "runner/run.h"
#include "support/error_of.h"
#include "support/next_word_run.h"

namespace coldread {
namespace {

using test::contains;
using test::error_of;

class Silent : public RunObserver {};

/// The run of a config in the folder "out", and what another config is to it.
struct Ran : test::NextWordRun {
  Ran() : NextWordRun(3) {
    RunConfig first = config("out");
    first.tasks[0].overrides.limit = 2;
    Silent silent;
    run(first, LocalBackend(), silent);
  }
  Relation relation(std::int64_t limit) const {
    RunConfig asked = config("out");
    asked.tasks[0].overrides.limit = limit;
    const Plan plan = resolve(asked, LocalBackend());
    const JournalContents journal = read_run_journal(path() / "out", ErrorCode::usage);
    return relation_to(path() / "out", journal, journal_identity(plan, digests_of(plan)), plan, documents_of(plan));
  }
};

TEST_CASE("the same config is the same run, and a larger limit extends it") {
  const Ran ran;
  CHECK(ran.relation(2) == Relation::same);
  CHECK(ran.relation(3) == Relation::extends);
}

TEST_CASE("a smaller limit, and an edited row, make another run: the difference is named") {
  const Ran ran;
  CHECK_THROWS_AS(ran.relation(1), OtherRun);
  CHECK(contains(error_of([&] { ran.relation(1); }), "holds another run"));
  ran.write("tasks/rows.jsonl",
            "{\"q\": \"the pear\", \"a\": \" table\"}\n{\"q\": \"the dog\", \"a\": \" box\"}\n{\"q\": \"x\", \"a\": \" "
            "y\"}\n");
  CHECK(contains(error_of([&] { ran.relation(3); }), "rows.jsonl, row 0: q was"));
}

TEST_CASE("what an extension asks beside is said by the keys of the config") {
  Dict before, after;
  before.set("limit", 2);
  after.set("limit", 3);
  JournalContents journal;
  journal.head = before;
  CHECK(extension_text(journal, after) == "limit was 2, is 3");
  CHECK(extension_text(journal, before).empty());
}

}  // namespace
}  // namespace coldread
