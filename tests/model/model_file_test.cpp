#include "model/model_file.h"

#include <doctest/doctest.h>

#include "model/logprobs.h"
#include "model/tensor_set.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace coldread {

extern const ModelFormat gguf_format;
extern const ModelFormat safetensors_format;

namespace {

using Paths = std::vector<std::filesystem::path>;

TEST_CASE("formats are told by what lies at a path, not by its name") {
  const TemporaryFolder folder;
  CHECK(gguf_format.recognises(folder.write("weights.bin", "GGUF and more")));
  CHECK_FALSE(gguf_format.recognises(folder.write("weights.gguf", "GGU")));
  CHECK_FALSE(gguf_format.recognises(folder.path() / "none.gguf"));
  folder.write("config.json", "{}");
  CHECK_FALSE(safetensors_format.recognises(folder.path()));
  folder.write("model.safetensors.index.json", "{}");
  CHECK(safetensors_format.recognises(folder.path()));
}

TEST_CASE("where no format recognises a folder, the error says what a model's has") {
  const TemporaryFolder folder;
  CHECK(test::error_of([&] { open_model_file(folder.path()); }).find("config.json") != std::string::npos);
  folder.write("config.json", R"({"model_type": "gpt2"})");
  CHECK(test::error_of([&] { open_model_file(folder.path()); }).find("model.safetensors") != std::string::npos);
}

TEST_CASE("a model tells the files that its settings and its weights were read from") {
  const std::filesystem::path gpt2 = kModelReference / "tiny-gpt2";
  const ModelFile whole = open_model_file(gpt2);
  CHECK(whole.settings_files == Paths{gpt2 / "config.json"});
  CHECK(whole.weight_files == Paths{gpt2 / "model.safetensors"});
  CHECK(open_model_file(gpt2 / "sharded").weight_files.size() > 1);
  const std::filesystem::path llama = kModelReference / "tiny-llama" / "small-untied-Q4_1.gguf";
  CHECK(open_model_file(llama).settings_files.empty());
  CHECK(open_model_file(llama).weight_files == Paths{llama});
}

TEST_CASE("no more layers are planned than a file could hold, and one that is then missing") {
  const ModelFile file = open_model_file(kModelReference / "tiny-gpt2");
  CHECK(layers_to_plan(file, 3) == 3);
  CHECK(layers_to_plan(file, 2147483647) == file.tensors->size() + 1);
}

}  // namespace
}  // namespace coldread
