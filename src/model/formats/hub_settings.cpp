#include "model/formats/hub_settings.h"

#include "base/error.h"
#include "io/file.h"
#include "io/json.h"

namespace coldread {
namespace {

/// config.json has a few KB; some list a few thousand labels.
constexpr std::size_t kMaxConfigBytes = std::size_t{4} << 20u;

/// Of a language model among other networks, such as one for images, its own settings, and what is said of all.
Dict of_language_model(const Dict& all) {
  const Value* nested = all.find("text_config");
  if (nested == nullptr || !nested->is_dict()) return all;
  Dict result = nested->as_dict();
  for (const char* key : {"model_type", "tie_word_embeddings", "quantization_config"}) {
    const Value* outer = all.find(key);
    if (result.find(key) == nullptr && outer != nullptr) result.set(key, *outer);
  }
  return result;
}

}  // namespace

ModelFile open_hub_settings(const std::filesystem::path& folder, const char* format) {
  const std::filesystem::path config = folder / "config.json";
  ModelFile result;
  result.format = format;
  result.path = folder;
  result.config_origin = config.string();
  const Value settings = parse_json(read_text_file(config, ErrorCode::input, kMaxConfigBytes), config.string());
  if (!settings.is_dict()) throw Error(ErrorCode::input, config.string() + ": must be a JSON object");
  result.dialect = Dialect::hub;
  result.settings = of_language_model(settings.as_dict());
  result.settings_files = {config};
  const Value* family = result.settings.find("model_type");
  if (family == nullptr || !family->is_string()) {
    throw Error(ErrorCode::input, config.string() + ": 'model_type' is missing or no string");
  }
  result.family = family->as_string();
  return result;
}

}  // namespace coldread
