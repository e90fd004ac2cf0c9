// OpenAI's own checkpoints of GPT-2, as download_model.py of github.com/openai/gpt-2 lays them out: hparams.json and a
// TensorFlow checkpoint. Settings and names become those of transformers' GPT-2 without its prefix.
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "io/file.h"
#include "io/json.h"
#include "io/tensor_bundle.h"
#include "model/model_file.h"

namespace coldread {
namespace {

constexpr std::size_t kMostSettingsBytes = std::size_t{1} << 20u;
constexpr std::string_view kScope = "model/";

bool recognises(const std::filesystem::path& path) {
  std::error_code unreadable;  // opening it says why
  return std::filesystem::exists(path / "hparams.json", unreadable) &&
         std::filesystem::exists(path / "model.ckpt.index", unreadable);
}

/// "model/h0/attn/c_attn/w" to "h.0.attn.c_attn.weight", "model/ln_f/g" to "ln_f.weight", "model/wte" to "wte.weight".
std::string hub_name(std::string_view name) {
  if (!name.starts_with(kScope)) return std::string(name);
  name.remove_prefix(kScope.size());
  std::string result;
  if (name.size() > 1 && name[0] == 'h' && name[1] >= '0' && name[1] <= '9') {
    result = "h.";
    name.remove_prefix(1);
  }
  std::string_view end = ".weight";  // of embeddings, which have no part of their own
  for (const auto& [part, called] :
       {std::pair("/w", ".weight"), std::pair("/g", ".weight"), std::pair("/b", ".bias")}) {
    if (!name.ends_with(part)) continue;
    name.remove_suffix(2);
    end = called;
    break;
  }
  for (const char c : name) result += c == '/' ? '.' : c;
  return result + std::string(end);
}

/// Convolutions over one token, [1, inputs, outputs], are matrices.
std::vector<std::int64_t> hub_shape(const std::vector<std::int64_t>& shape) {
  if (shape.size() == 3 && shape[0] == 1) return {shape[1], shape[2]};
  return shape;
}

struct Opened {
  TensorBundle bundle;
  TensorTable renamed;
};

Dict read_settings(const std::filesystem::path& path) {
  const Value value = parse_json(read_text_file(path, ErrorCode::input, kMostSettingsBytes), path.string());
  if (!value.is_dict()) throw Error(ErrorCode::input, path.string() + ": must be a JSON object");
  Dict settings;
  for (const auto& [key, of_key] : value.as_dict()) {
    if (key == "n_vocab") settings.set("vocab_size", of_key);
    if (key == "n_ctx") settings.set("n_positions", of_key);
    if (key != "n_vocab") settings.set(key, of_key);
  }
  return settings;
}

ModelFile open(const std::filesystem::path& path) {
  const std::filesystem::path hparams = path / "hparams.json";
  ModelFile result;
  result.format = "tensorflow";
  result.path = path;
  result.config_origin = hparams.string();
  result.dialect = Dialect::hub;
  result.family = "gpt2";
  result.settings = read_settings(hparams);
  result.settings_files = {hparams};
  auto opened = std::make_shared<Opened>(Opened{.bundle = TensorBundle(path / "model.ckpt"), .renamed = {}});
  for (TensorView tensor : opened->bundle.tensors()) {
    tensor.name = hub_name(tensor.name);
    tensor.shape = hub_shape(tensor.shape);
    const std::string name = tensor.name;
    if (!opened->renamed.add(std::move(tensor)))
      throw Error(ErrorCode::input, path.string() + ": two tensors would be '" + name + "'");
  }
  result.weight_files = opened->bundle.files();
  result.tensors = &opened->renamed;
  result.owner = std::move(opened);
  return result;
}

}  // namespace

extern const ModelFormat tensorflow_format;
const ModelFormat tensorflow_format = {.name = "tensorflow",
                                       .files = "hparams.json and model.ckpt.index",
                                       .kind = std::filesystem::file_type::directory,
                                       .recognises = recognises,
                                       .open = open};

}  // namespace coldread
