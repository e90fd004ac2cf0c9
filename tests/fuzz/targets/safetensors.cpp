#include "io/safetensors.h"

#include "fuzz/targets.h"

namespace coldread::fuzz {

void fuzz_safetensors(std::string_view input) {
  const SafetensorsFile file(file_of(input));
  std::size_t bytes = 0;
  unsigned sum = 0;
  for (const TensorView& tensor : file.tensors()) {
    bytes += tensor.data.size();
    for (const std::byte byte : tensor.data) sum += static_cast<unsigned>(byte);
  }
  if (bytes + 8 > input.size()) broken("tensors have more bytes than the file: " + std::to_string(sum));
}

/// model.safetensors.index.json beside one shard.
void fuzz_weight_index(std::string_view input) {
  static constexpr std::string_view kShard(
      "\x3a\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}      \0", 67);
  static const std::string shard = write("model-1.safetensors", kShard);
  write("model.safetensors.index.json", input);
  const SafetensorsFolder weights(folder());
  for (const std::filesystem::path& file : weights.files()) {
    if (file.parent_path() != folder()) broken(file.string() + " is outside of the folder");
  }
}

}  // namespace coldread::fuzz
