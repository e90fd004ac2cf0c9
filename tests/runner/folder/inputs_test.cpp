#include "runner/folder/inputs.h"

#include <doctest/doctest.h>

#include "engine/local/local_backend.h"
#include "io/file.h"
#include "runner/plan/requests.h"
#include "support/error_of.h"
#include "support/next_word_run.h"

namespace coldread {
namespace {

using test::contains;
using test::error_of;

struct Scratch : test::NextWordRun {
  Plan resolved() const { return resolve(config, LocalBackend()); }
  RunConfig config = NextWordRun::config("out");
};

TEST_CASE("a plan is read back from its inputs: the same keys, facts and digests") {
  const Scratch scratch;
  const Plan plan = scratch.resolved();
  const InputDigests digests = digests_of(plan);
  write_inputs(scratch.path(), plan, digests);
  const Plan again = read_inputs(scratch.path(), digests.all, scratch.config);
  CHECK(digests_of(again).all == digests.all);
  CHECK(digests_of(again).rows == digests.rows);
  CHECK(keys_of(documents_of(again)) == keys_of(documents_of(plan)));
  CHECK(again.models[0].facts.digest == plan.models[0].facts.digest);
  CHECK(again.models[0].facts.special_tokens.size() == plan.models[0].facts.special_tokens.size());
  CHECK(again.models[0].found == nullptr);
  CHECK(again.columns[0].run.id == plan.columns[0].run.id);
}

TEST_CASE("a changed row changes the digest of its task's rows; a comment in its file does not") {
  const Scratch scratch;
  const InputDigests before = digests_of(scratch.resolved());
  scratch.write("tasks/next_word.yaml", std::string("# a comment\n") + test::kNextWord);
  CHECK(digests_of(scratch.resolved()).rows == before.rows);
  scratch.write("tasks/rows.jsonl", "{\"q\": \"the cat\", \"a\": \" is\"}\n");
  CHECK(digests_of(scratch.resolved()).rows != before.rows);
}

TEST_CASE("inputs that were cut or changed anywhere are an error with the file's name") {
  const Scratch scratch;
  const Plan plan = scratch.resolved();
  const InputDigests digests = digests_of(plan);
  write_inputs(scratch.path(), plan, digests);
  const std::string name = inputs_file_name(digests.all);
  const std::string whole = read_text_file(scratch.path() / name);
  const auto error_with = [&](const std::string& content) {
    scratch.write(name, content);
    return error_of([&] { read_inputs(scratch.path(), digests.all, scratch.config); });
  };
  for (std::size_t size = 0; size < whole.size(); size += 7) CHECK(contains(error_with(whole.substr(0, size)), name));
  constexpr std::size_t kHeader = 10;  // holds a time and a system that mean nothing
  for (std::size_t i = kHeader; i < whole.size(); i += 5) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 8);
    CHECK(contains(error_with(damaged), name));
  }
  write_inputs(scratch.path(), plan, digests);
  CHECK(read_text_file(scratch.path() / name) == whole);
  std::filesystem::remove(scratch.path() / name);
  CHECK(contains(error_of([&] { read_inputs(scratch.path(), digests.all, scratch.config); }), "is missing"));
}

TEST_CASE("inputs of other digests are removed, and nothing else") {
  const Scratch scratch;
  const std::string digest(64, 'a'), other(64, 'b');
  scratch.write(inputs_file_name(digest), "x");
  scratch.write(inputs_file_name(other), "x");
  scratch.write("inputs-mine.jsonl.gz", "x");
  remove_other_inputs(scratch.path(), digest);
  CHECK(std::filesystem::exists(scratch.path() / inputs_file_name(digest)));
  CHECK_FALSE(std::filesystem::exists(scratch.path() / inputs_file_name(other)));
  CHECK(std::filesystem::exists(scratch.path() / "inputs-mine.jsonl.gz"));
}

}  // namespace
}  // namespace coldread
