#include "model/understood_model.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/number_text.h"
#include "base/suggest.h"
#include "model/model_family.h"
#include "model/plan_weights.h"

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

const FamilyDialect& spelled(const ModelFamily& family, Dialect dialect) {
  switch (dialect) {
    case Dialect::hub:
      return family.hub;
    case Dialect::gguf:
      return family.gguf;
  }
  COLDREAD_CHECK(false);
}

const ModelFamily& family_of(const ModelFile& file) {
  std::vector<std::string> known;
  for (const ModelFamily* family : kFamilies) {
    for (const std::string_view type : spelled(*family, file.dialect).types) {
      if (type == file.family) return *family;
      if (!type.empty()) known.emplace_back(type);
    }
  }
  std::string list;
  for (const std::string& type : known) list += (list.empty() ? "" : ", ") + type;
  throw Error(ErrorCode::input, file.config_origin + ": model family '" + file.family +
                                    "' is not supported (supported: " + list + ")" + did_you_mean(file.family, known));
}

[[noreturn]] void fail(const ModelFile& file, const std::string& message) {
  throw Error(ErrorCode::input, file.config_origin + ": " + message);
}

void check_attention(const ModelFile& file, const ModelConfig& config, const AttentionConfig& attention) {
  const auto is_turned = [&](const RotaryConfig& rotary) {
    return rotary.size() >= 2 && rotary.size() <= attention.head_size;
  };
  const bool paired = attention.positions != AttentionPositions::rotary || is_turned(config.rotary[attention.rotary]);
  if (attention.heads % attention.kv_heads == 0 && attention.head_size > 0 && paired) return;
  fail(file, std::to_string(attention.heads) + " heads of size " + std::to_string(attention.head_size) + " and " +
                 std::to_string(attention.kv_heads) + " key/value heads do not fit together");
}

/// Dynamic scaling stretches with the text and says no end: four times what its factor promises is ours.
void extend_context(ModelConfig& config) {
  constexpr double kReach = 4;
  constexpr double kMostPositions = 1 << 24;
  for (const RotaryConfig& rotary : config.rotary) {
    if (!rotary.long_texts || !rotary.long_texts->frequencies.empty()) continue;
    const double reach = kReach * rotary.long_texts->factor * static_cast<double>(rotary.long_texts->beyond);
    config.context = std::max(config.context, static_cast<std::int64_t>(std::min(reach, kMostPositions)));
  }
}

void check_norm(const ModelFile& file, const NormConfig& norm) {
  if (norm.epsilon >= 0 && norm.epsilon <= 1) return;
  fail(file, "the epsilon of the norms must lie between 0 and 1, is " + number_text(norm.epsilon));
}

void check_config(const ModelFile& file, const ModelConfig& config) {
  for (const LayerConfig& layer : config.layers) {
    check_attention(file, config, layer.attention);
    for_each_norm([&](NormSlot slot) {
      if (layer.norms[slot]) check_norm(file, *layer.norms[slot]);
    });
  }
  if (config.embedding_norm) check_norm(file, *config.embedding_norm);
  if (config.final_norm) check_norm(file, *config.final_norm);
}

void leave_out(ModelFile& file, const IgnoredSettings& ignored) {
  for (const std::string& key : ignored) {
    for (const std::string& spelled : {key, file.family + "." + key}) {
      if (file.settings.find(spelled) == nullptr) continue;
      file.settings.erase(spelled);
      file.ignored.push_back(spelled);
    }
  }
}

}  // namespace

UnderstoodModel understand_model(const std::filesystem::path& path, const IgnoredSettings& ignored) {
  UnderstoodModel model{.file = open_model_file(path), .config = {}, .plan = {}};
  leave_out(model.file, ignored);
  const ModelFamily& family = family_of(model.file);
  const FamilyDialect& dialect = spelled(family, model.file.dialect);
  model.config = dialect.read_config(model.file);
  model.config.family = family.name;
  extend_context(model.config);
  check_config(model.file, model.config);
  model.plan = plan_weights(model.file, model.config, dialect.layout(model.file, model.config));
  return model;
}

}  // namespace coldread
