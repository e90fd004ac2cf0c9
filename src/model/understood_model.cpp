#include "model/understood_model.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/number_text.h"
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

const ModelFamily* find_family(std::string_view type, Dialect dialect) {
  for (const ModelFamily* family : kFamilies) {
    for (const std::string_view known : spelled(*family, dialect).types) {
      if (!known.empty() && known == type) return family;
    }
  }
  return nullptr;
}

/// The type that a name shares its beginning with the most; Llama's where none does.
std::string nearest_type(const ModelFile& file) {
  std::string nearest = "llama";
  std::size_t most = 3;  // fewer letters are chance
  for (const ModelFamily* family : kFamilies) {
    for (const std::string_view type : spelled(*family, file.dialect).types) {
      const auto apart = std::ranges::mismatch(type, file.family);
      const auto shared = static_cast<std::size_t>(apart.in1 - type.begin());
      if (shared <= most) continue;
      most = shared;
      nearest = type;
    }
  }
  return nearest;
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

/// What else than a decoder the settings name; empty where they name nothing else.
std::string other_kind(const ModelFile& file) {
  const Value* both = file.settings.find("is_encoder_decoder");
  if (both != nullptr && both->is_bool() && both->as_bool()) return "an encoder-decoder";
  const Value* classes = file.settings.find("architectures");
  if (classes == nullptr || !classes->is_list()) return "";
  for (const Value& one : classes->as_list()) {
    if (one.is_string() && one.as_string().ends_with("ForMaskedLM")) return "an encoder that fills masked words";
  }
  return "";
}

[[noreturn]] void refuse_family(const ModelFile& file) {
  if (const std::string kind = other_kind(file); !kind.empty()) {
    fail(file, "model family '" + file.family + "' is not supported: it is " + kind + ", and only decoders run here");
  }
  ModelFile as_nearest = file;
  as_nearest.family = nearest_type(file);
  const FamilyDialect& dialect = spelled(*find_family(as_nearest.family, file.dialect), file.dialect);
  std::string missing = "as which its settings and tensors fit; whether it computes the same they do not say";
  try {
    const ModelConfig config = dialect.read_config(as_nearest);
    check_config(as_nearest, config);
    plan_weights(as_nearest, config, dialect.layout(as_nearest, config));
  } catch (const Error& error) {
    missing = std::string("as which it fails: ") + error.what();
  }
  throw Error(ErrorCode::input, file.config_origin + ": model family '" + file.family +
                                    "' is not supported; the nearest that is, is '" + as_nearest.family + "', " +
                                    missing);
}

const FamilyDialect& dialect_of(const ModelFile& file) {
  const ModelFamily* family = find_family(file.family, file.dialect);
  if (family == nullptr) refuse_family(file);
  return spelled(*family, file.dialect);
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

ModelConfig read_config(const ModelFile& file) {
  ModelConfig config = dialect_of(file).read_config(file);
  config.family = find_family(file.family, file.dialect)->name;
  return config;
}

UnderstoodModel understand_model(const std::filesystem::path& path, const IgnoredSettings& ignored) {
  UnderstoodModel model{.file = open_model_file(path), .config = {}, .plan = {}};
  leave_out(model.file, ignored);
  model.config = read_config(model.file);
  extend_context(model.config);
  check_config(model.file, model.config);
  model.plan = plan_weights(model.file, model.config, dialect_of(model.file).layout(model.file, model.config));
  return model;
}

}  // namespace coldread
