#include <filesystem>

#include "fuzz/targets.h"
#include "model/model.h"

namespace coldread::fuzz {

/// config.json beside weights that hold one tensor: settings are read, weights planned.
void fuzz_config_json(std::string_view input) {
  static constexpr std::string_view kWeights("\x02\0\0\0\0\0\0\0{}", 10);
  static const std::string weights = [] {
    std::filesystem::create_directory(folder() + "/model");
    return write("model/model.safetensors", kWeights);
  }();
  write("model/config.json", input);
  inspect_model(folder() + "/model");
}

}  // namespace coldread::fuzz
