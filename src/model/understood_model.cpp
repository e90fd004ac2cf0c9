#include "model/understood_model.h"

#include <array>
#include <string>

#include "base/error.h"
#include "base/number_text.h"

namespace coldread {

#define MODEL_FAMILY(name) extern const ModelFamily name##_family;
#include "model/families/families.inc"
#undef MODEL_FAMILY

namespace {

const std::array kFamilies = {
#define MODEL_FAMILY(name) &name##_family,
#include "model/families/families.inc"
#undef MODEL_FAMILY
};

const ModelFamily& family_of(const ModelFile& file) {
  std::string known;
  for (const ModelFamily* family : kFamilies) {
    if (file.family == family->name) return *family;
    known += (known.empty() ? "" : ", ") + std::string(family->name);
  }
  throw Error(ErrorCode::input,
              file.config_origin + ": model family '" + file.family + "' is not supported (supported: " + known + ")");
}

void check_epsilon(const ModelFile& file, const NormConfig& norm) {
  if (norm.epsilon >= 0 && norm.epsilon <= 1) return;
  throw Error(ErrorCode::input, file.config_origin + ": the epsilon of the norms must lie between 0 and 1, is " +
                                    number_text(norm.epsilon));
}

}  // namespace

UnderstoodModel understand_model(const std::filesystem::path& path) {
  UnderstoodModel model{.file = open_model_file(path), .config = {}, .plan = {}};
  const ModelFamily& family = family_of(model.file);
  model.config = family.read_config(model.file);
  check_epsilon(model.file, model.config.final_norm);
  for (const LayerConfig& layer : model.config.layers) {
    for_each_norm([&](NormSlot slot) { check_epsilon(model.file, layer.norms[slot].value_or(NormConfig{})); });
  }
  TensorPicker pick(model.file);
  model.plan = family.plan_weights(pick, model.file, model.config);
  pick.finish();
  return model;
}

}  // namespace coldread
