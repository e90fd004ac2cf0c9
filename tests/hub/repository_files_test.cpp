#include "hub/repository_files.h"

#include <doctest/doctest.h>

#include "support/error_of.h"

namespace coldread::hub {
namespace {

std::vector<RemoteFile> files(std::initializer_list<const char*> paths) {
  std::vector<RemoteFile> result;
  for (const char* path : paths) result.push_back({.path = path, .size = 1, .digest = "0"});
  return result;
}

std::vector<std::string> needed(std::initializer_list<const char*> paths, const ModelName& name = {"a", "b"}) {
  std::vector<std::string> result;
  for (const RemoteFile& file : needed_files(name, files(paths))) result.push_back(file.path);
  return result;
}

using Paths = std::vector<std::string>;

TEST_CASE("one form of the weights is needed, and the settings come last") {
  CHECK(needed({"README.md", "config.json", "merges.txt", "model.onnx", "model.safetensors", "pytorch_model.bin",
                "tf_model.h5", "flax_model.msgpack", "vocab.json"}) ==
        Paths{"model.safetensors", "vocab.json", "merges.txt", "config.json"});
  CHECK(needed({"config.json", "pytorch_model.bin", "tokenizer.model"}) ==
        Paths{"pytorch_model.bin", "tokenizer.model", "config.json"});
  CHECK(needed({"config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
                "model.safetensors.index.json", "model.safetensors"}) ==
        Paths{"model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json",
              "config.json"});
  CHECK(needed({"README.md", "x.gguf"}) == Paths{"x.gguf"});
  CHECK(needed({"a.gguf", "b.gguf"}, {"a", "b", "b.gguf"}) == Paths{"b.gguf"});
}

TEST_CASE("a repository without a model, or with several, says what it holds") {
  const auto error_of = [](std::initializer_list<const char*> paths, const ModelName& name) {
    return test::error_of([&] { needed(paths, name); });
  };
  CHECK(error_of({"README.md"}, {"a", "b"}).find("a/b: holds no model") != std::string::npos);
  CHECK(error_of({"model.safetensors"}, {"a", "b"}).find("holds no model") != std::string::npos);
  CHECK(error_of({"a.gguf", "b.gguf"}, {"a", "b"}).find("a/b:FILE: a.gguf, b.gguf") != std::string::npos);
  CHECK(error_of({"aa.gguf"}, {"a", "b", "ab.gguf"}).find("did you mean 'aa.gguf'") != std::string::npos);
}

TEST_CASE("a listing gives large files the digest of what they hold") {
  const auto listed = parse_tree(R"([{"type": "directory", "path": "onnx", "oid": "1"},
    {"type": "file", "path": "config.json", "size": 5, "oid": "aa"},
    {"type": "file", "path": "model.safetensors", "size": 134, "oid": "bb", "lfs": {"oid": "cc", "size": 900}}])",
                                 "test");
  REQUIRE(listed.size() == 2);
  CHECK(listed[0].digest == "aa");
  CHECK(listed[1].digest == "cc");
  CHECK(listed[1].size == 900);
  CHECK(!test::error_of([] { parse_tree("{}", "test"); }).empty());
}

}  // namespace
}  // namespace coldread::hub
