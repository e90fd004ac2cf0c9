#include <doctest/doctest.h>

#include "model/stored_tensors.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"
#include "support/zip_builder.h"

namespace coldread {
namespace {

const std::filesystem::path kTensorflow = source_dir() / "tests" / "reference" / "tensorflow";
const std::vector<TokenId> kIds = {1, 17, 200, 33, 5};

std::string number(std::int64_t value) {
  return "J" + test::GgufBuilder::raw(static_cast<std::int32_t>(value));
}

std::string text(std::string_view value) {
  return "X" + test::GgufBuilder::raw(static_cast<std::uint32_t>(value.size())) + std::string(value);
}

/// As torch.save writes a state dict, a storage for each tensor.
std::string to_pytorch(const TensorSet& tensors) {
  test::ZipBuilder zip;
  std::string pickle = "\x80\2}(";
  int storage = 0;
  for (const auto& [name, tensor] : tensors) {
    const std::string key = std::to_string(storage++);
    zip.add("model/data/" + key, bytes_of(tensor.values));
    std::string sizes;
    std::string strides;
    std::int64_t stride = 1;
    for (std::size_t i = tensor.shape.size(); i-- > 0; stride *= tensor.shape[i]) {
      sizes.insert(0, number(tensor.shape[i]));
      strides.insert(0, number(stride));
    }
    pickle += text(name) + "ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage") + "ctorch\nFloatStorage\n" +
              text(key) + text("cpu") + number(stride) + "tQK" + '\0' + "(" + sizes + "t(" + strides + "t\x89" +
              "ccollections\nOrderedDict\n)RtR";
  }
  return zip.add("model/data.pkl", pickle + "u.").bytes();
}

TEST_CASE("OpenAI's checkpoint gives the bits of the same weights in the hub's layout") {
  const ModelFacts facts = inspect_model(kTensorflow / "tiny");
  CHECK(facts.family == "gpt2");
  CHECK(facts.format == "tensorflow");
  CHECK(facts.context_length == 32);
  CHECK(facts.parameters == inspect_model(kTensorflow / "hub").parameters);
  CHECK(last_logits(kTensorflow / "tiny", kIds) == last_logits(kTensorflow / "hub", kIds));
}

TEST_CASE("pytorch_model.bin, whole and in shards, gives the bits of model.safetensors") {
  TensorSet tensors = tensors_of(kTensorflow / "hub" / "model.safetensors");
  const std::string config = read_text_file(kTensorflow / "hub" / "config.json");
  const TemporaryFolder whole;
  whole.write("config.json", config);
  whole.write("pytorch_model.bin", to_pytorch(tensors));
  CHECK(inspect_model(whole.path()).format == "pytorch");
  const std::vector<float> expected = last_logits(kTensorflow / "hub", kIds);
  CHECK(last_logits(whole.path(), kIds) == expected);

  const TemporaryFolder sharded;
  sharded.write("config.json", config);
  TensorSet first;
  Dict places;
  for (const auto& [name, tensor] : tensors) {
    places.set(name, name.starts_with("h.0") ? "pytorch_model-1.bin" : "pytorch_model-2.bin");
    if (name.starts_with("h.0")) first[name] = tensor;
  }
  for (const auto& [name, tensor] : first) tensors.erase(name);
  sharded.write("pytorch_model-1.bin", to_pytorch(first));
  sharded.write("pytorch_model-2.bin", to_pytorch(tensors));
  Dict index;
  index.set("weight_map", places);
  sharded.write("pytorch_model.bin.index.json", to_json(Value(index)));
  CHECK(last_logits(sharded.path(), kIds) == expected);

  // Where both are there, safetensors count.
  whole.write("model.safetensors", read_text_file(kTensorflow / "hub" / "model.safetensors"));
  CHECK(inspect_model(whole.path()).format == "safetensors");
}

}  // namespace
}  // namespace coldread
