#include "hub/model_name.h"

#include <doctest/doctest.h>

namespace coldread::hub {
namespace {

TEST_CASE("a name has an owner, and perhaps a file and a revision") {
  const auto plain = parse_model_name("Qwen/Qwen2.5-0.5B");
  REQUIRE(plain);
  CHECK(plain->repository() == "Qwen/Qwen2.5-0.5B");
  CHECK(plain->file.empty());
  CHECK(plain->revision == "main");
  const auto full = parse_model_name("a/b:deep/x-Q4_0.gguf@refs/pr/1");
  REQUIRE(full);
  CHECK(full->file == "deep/x-Q4_0.gguf");
  CHECK(full->revision == "refs/pr/1");
  CHECK(parse_model_name("a/b@v1.0")->revision == "v1.0");
}

TEST_CASE("what could be a path of this machine, or lead out of the cache, is no name") {
  for (const char* text :
       {"", "gpt2", "a/", "/b", "a/b/c", "../b", "a/..", "a/.b", "a/b:", "a/b:x.bin", "a/b:../x.gguf", "a/b@",
        "a/b@../x", "a/b@x/../y", "a b/c", "a/b\n", "a--b/c", "./a", "~/a"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_model_name(text));
  }
}

}  // namespace
}  // namespace coldread::hub
