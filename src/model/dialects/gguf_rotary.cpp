// The rotary settings of GGUF metadata, and the tensors that divide the frequencies.
#include <string>
#include <vector>

#include "base/error.h"
#include "model/dialects/gguf.h"
#include "model/rope_frequencies.h"
#include "model/setting_tensor.h"

namespace coldread::gguf {
namespace {

double positive(ConfigReader& read, std::string_view key, double otherwise) {
  const double value = read.number(key).value_or(otherwise);
  if (!(value > 0)) read.fail(key, "must be positive");
  return value;
}

std::vector<double> list(const Eigen::ArrayXd& values) {
  return {values.begin(), values.end()};
}

}  // namespace

/// By the factors of a tensor, where it is there.
Eigen::ArrayXd Settings::divided(const Eigen::ArrayXd& frequencies, const std::string& name) const {
  if (file_.tensors->find(name) == nullptr) return frequencies;
  const std::vector<float> factors = setting_tensor(file_, name, static_cast<std::size_t>(frequencies.size()));
  for (const float factor : factors) {
    if (!(factor > 0)) {
      throw Error(ErrorCode::input, file_.path.string() + ": tensor '" + name + "' must be positive");
    }
  }
  return frequencies / Eigen::Map<const Eigen::ArrayXf>(factors.data(), frequencies.size()).cast<double>();
}

void Settings::scale(RotaryConfig& rotary, const Eigen::ArrayXd& frequencies, double theta) {
  const std::string type = text("rope.scaling.type").value_or("none");
  const double old_factor = positive(*this, "rope.scale_linear", 1);
  const double factor = positive(*this, "rope.scaling.factor", old_factor);
  const auto context = static_cast<double>(required_size("context_length"));
  const double original = positive(*this, "rope.scaling.original_context_length", context);
  const bool has_long_factors = file_.tensors->find("rope_factors_long.weight") != nullptr;
  if (has_long_factors) {
    rotary.frequencies = list(divided(frequencies, "rope_factors_short.weight"));
    rotary.factor =
        positive(*this, "rope.scaling.attn_factor", longrope_attention_factor(context / original, original));
    rotary.long_texts = {.beyond = static_cast<std::int64_t>(original),
                         .frequencies = list(divided(frequencies, "rope_factors_long.weight"))};
  } else if (type == "yarn") {
    if (number("rope.scaling.yarn_ext_factor").value_or(1) != 1) fail("rope.scaling.yarn_ext_factor", "must be 1");
    Eigen::ArrayXd stretched = frequencies;
    apply_yarn_scaling(stretched, {.theta = theta,
                                   .factor = factor,
                                   .original_context = original,
                                   .fast = positive(*this, "rope.scaling.yarn_beta_fast", 32),
                                   .slow = positive(*this, "rope.scaling.yarn_beta_slow", 1)});
    rotary.frequencies = list(stretched);
    rotary.factor = positive(*this, "rope.scaling.yarn_attn_factor", yarn_attention_factor(factor));
  } else if (type == "linear" || (type == "none" && old_factor != 1)) {
    rotary.frequencies = list(frequencies / factor);
  } else if (type != "none") {
    fail("rope.scaling.type", "is '" + type + "', which is not supported (supported: none, linear, yarn, longrope)");
  }
}

RotaryConfig Settings::rotary(std::int64_t head_size, const RotaryKeys& keys) {
  if (head_size > kMostHeadSize) fail("attention.key_length", "must be at most 65536");
  if (head_size < 2) {
    fail("attention.head_count", "and the width do not fit together: heads of " + std::to_string(head_size));
  }
  const std::int64_t elements = size("rope.dimension_count").value_or(head_size);
  if (elements < 2 || elements % 2 != 0 || elements > head_size) {
    fail("rope.dimension_count", "must be an even number from 2 to the head size of " + std::to_string(head_size));
  }
  const double theta = positive(*this, keys.theta, keys.default_theta);
  const Eigen::ArrayXd plain = divided(rope_frequencies(theta, elements), "rope_freqs.weight");
  RotaryConfig result{.frequencies = list(plain)};
  if (keys.scaled) scale(result, plain, theta);
  return result;
}

}  // namespace coldread::gguf
