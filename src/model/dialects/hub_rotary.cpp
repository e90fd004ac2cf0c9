// The rotary settings of config.json: rope_theta, rope_scaling and partial_rotary_factor, or rope_parameters.
#include <string>
#include <vector>

#include "model/dialects/harmless_keys.h"
#include "model/dialects/hub.h"
#include "model/rope_frequencies.h"

namespace coldread::hub {
namespace {

double positive(ConfigReader& read, std::string_view key, double otherwise) {
  const double value = read.number(key).value_or(otherwise);
  if (!(value > 0)) read.fail(key, "must be positive");
  return value;
}

/// A positive number that must be there.
double required_positive(ConfigReader& read, std::string_view key) {
  read.required_number(key);
  return positive(read, key, 0);
}

std::vector<double> divided(const Eigen::ArrayXd& frequencies, ConfigReader& rope, std::string_view key) {
  const Value* factors = rope.find(key);
  if (factors == nullptr) rope.fail(key, "is missing");
  const auto size = static_cast<std::size_t>(frequencies.size());
  if (!factors->is_list() || factors->as_list().size() != size) {
    rope.fail(key, "must be a list of " + std::to_string(size) + " numbers, one a pair of elements");
  }
  std::vector<double> result;
  for (const Value& factor : factors->as_list()) {
    if (!factor.is_number() || !(factor.as_number() > 0)) rope.fail(key, "must hold positive numbers alone");
    result.push_back(frequencies[static_cast<Eigen::Index>(result.size())] / factor.as_number());
  }
  return result;
}

/// What rope_scaling or rope_parameters make of plain frequencies.
class Scaling {
 public:
  /// context: positions of the model; original: what the settings say beside of the context it was trained with first.
  Scaling(ConfigReader& rope, double theta, std::int64_t context, std::optional<double> original)
      : rope_(rope), theta_(theta), context_(static_cast<double>(context)) {
    original_ = positive(rope_, "original_max_position_embeddings", original.value_or(context_));
    says_original_ = original || rope_.find("original_max_position_embeddings") != nullptr;
  }

  RotaryConfig of(const Eigen::ArrayXd& frequencies) {
    const auto older_type = rope_.text("type");
    const std::string type = rope_.text("rope_type").value_or(older_type.value_or("default"));
    if (type == "default") return plain(frequencies);
    if (type == "linear") return plain(frequencies / required_positive(rope_, "factor"));
    if (type == "llama3") return llama3(frequencies);
    if (type == "yarn") return yarn(frequencies);
    if (type == "longrope" || type == "su") return longrope(frequencies);
    if (type == "dynamic") return dynamic(frequencies);
    rope_.fail(
        "rope_type",
        "is '" + type + "', which is not supported (supported: default, linear, dynamic, llama3, yarn, longrope)");
  }

 private:
  static RotaryConfig plain(const Eigen::ArrayXd& frequencies) {
    return {.frequencies = {frequencies.begin(), frequencies.end()}};
  }

  RotaryConfig llama3(Eigen::ArrayXd frequencies) {
    rope_.required_number("original_max_position_embeddings");
    const Llama3Scaling scaling{.factor = required_positive(rope_, "factor"),
                                .low_frequency_factor = required_positive(rope_, "low_freq_factor"),
                                .high_frequency_factor = required_positive(rope_, "high_freq_factor"),
                                .original_context = original_};
    if (scaling.high_frequency_factor <= scaling.low_frequency_factor) {
      rope_.fail("high_freq_factor", "must be greater than 'low_freq_factor'");
    }
    apply_llama3_scaling(frequencies, scaling);
    return plain(frequencies);
  }

  RotaryConfig yarn(Eigen::ArrayXd frequencies) {
    const double factor = positive(rope_, "factor", context_ / original_);
    apply_yarn_scaling(frequencies, {.theta = theta_,
                                     .factor = factor,
                                     .original_context = original_,
                                     .fast = positive(rope_, "beta_fast", 32),
                                     .slow = positive(rope_, "beta_slow", 1),
                                     .truncate = rope_.boolean("truncate").value_or(true)});
    const double m = rope_.number("mscale").value_or(0);
    const double m_all = rope_.number("mscale_all_dim").value_or(0);
    const double usual = m != 0 && m_all != 0 ? yarn_attention_factor(factor, m) / yarn_attention_factor(factor, m_all)
                                              : yarn_attention_factor(factor);
    RotaryConfig result = plain(frequencies);
    result.factor = positive(rope_, "attention_factor", usual);
    return result;
  }

  RotaryConfig longrope(const Eigen::ArrayXd& frequencies) {
    const double ratio = context_ / original_;
    const double factor = says_original_ ? ratio : positive(rope_, "factor", 1);
    rope_.number("factor");  // said again
    RotaryConfig result{.frequencies = divided(frequencies, rope_, "short_factor")};
    result.factor = positive(rope_, "attention_factor", longrope_attention_factor(factor, original_));
    result.long_texts = {.beyond = static_cast<std::int64_t>(original_),
                         .frequencies = divided(frequencies, rope_, "long_factor")};
    return result;
  }

  RotaryConfig dynamic(const Eigen::ArrayXd& frequencies) {
    if (frequencies.size() < 2) rope_.fail("rope_type", "= dynamic takes heads of more than two turned elements");
    RotaryConfig result = plain(frequencies);
    result.long_texts = {.beyond = static_cast<std::int64_t>(context_),
                         .frequencies = {},
                         .theta = theta_,
                         .factor = required_positive(rope_, "factor")};
    return result;
  }

  ConfigReader& rope_;
  double theta_;
  double context_;
  double original_ = 0;
  bool says_original_ = false;
};

/// rope_parameters, whole or of some layers, or rope_scaling; an empty one where neither is there.
const Dict& rope_settings(ConfigReader& settings, const RotaryKeys& keys, std::string& name) {
  static const Dict kNone;
  const Value* newer = settings.find("rope_parameters");
  const Value* older = settings.find("rope_scaling");
  name = newer != nullptr ? "rope_parameters" : "rope_scaling";
  const Value* found = newer != nullptr ? newer : older;
  if (found == nullptr || (newer == nullptr && !keys.scaled)) return kNone;
  if (!found->is_dict()) settings.fail(name, "must be an object");
  const Value* of_layers = keys.layers.empty() ? nullptr : found->as_dict().find(std::string(keys.layers));
  if (of_layers == nullptr || of_layers->is_null()) return found->as_dict();
  if (!of_layers->is_dict()) settings.fail(name, "must hold an object under '" + std::string(keys.layers) + "'");
  name += "." + std::string(keys.layers);
  return of_layers->as_dict();
}

}  // namespace

RotaryConfig Settings::rotary(std::int64_t head_size, const RotaryKeys& keys) {
  if (head_size > kMostHeadSize) fail(keys_.head_size, "must be at most 65536");
  if (head_size < 2) fail(keys_.heads, "and the width do not fit together: heads of " + std::to_string(head_size));
  std::string name;
  const Dict& found = rope_settings(*this, keys, name);
  ConfigReader rope(found, origin() + ": " + name);
  const double theta = positive(rope, "rope_theta", positive(*this, keys.theta, keys.default_theta));
  double share = keys.share.empty() ? keys.default_share : number(keys.share).value_or(keys.default_share);
  share = rope.number("partial_rotary_factor").value_or(share);
  if (!(share > 0 && share <= 1)) fail(keys.share, "must lie between 0 and 1");
  const auto shared = static_cast<std::int64_t>(static_cast<double>(head_size) * share);
  const std::int64_t elements = size_if_keyed(keys.size).value_or(shared);
  if (elements < 2 || elements % 2 != 0 || elements > head_size) {
    fail(keys.size.empty() ? keys.share : keys.size, "turns " + std::to_string(elements) + " of " +
                                                         std::to_string(head_size) +
                                                         " elements of a head, which must be an even number from 2 on");
  }
  const std::optional<double> original = number("original_max_position_embeddings");
  RotaryConfig result = Scaling(rope, theta, context_ == 0 ? required_size(keys_.context) : context_, original)
                            .of(rope_frequencies(theta, elements));
  rope.finish({}, is_harmless_key);
  return result;
}

}  // namespace coldread::hub
