#pragma once

#include <Eigen/Core>
#include <cstdint>

namespace coldread {

/// theta^(-2i/R) for i in [0, R/2), radians a position. Source: Su et al. 2021 (RoFormer).
Eigen::ArrayXd rope_frequencies(double theta, std::int64_t size);

/// Llama 3.1's stretching of long wavelengths.
struct Llama3Scaling {
  double factor = 1;
  double low_frequency_factor = 1;
  double high_frequency_factor = 1;
  double original_context = 0;
};

/// With w = 2 pi / f: f where w < context/high; f / factor where w > context/low; between them the mixture
/// (1-s) f/factor + s f with s = (context/w - low) / (high - low).
void apply_llama3_scaling(Eigen::ArrayXd& f, const Llama3Scaling& scaling);

/// Peng et al. 2023 (YaRN).
struct YarnScaling {
  double theta = 10000;
  double factor = 1;
  double original_context = 0;
  double fast = 32;      ///< turns in the original context, from which on a pair is left as it is
  double slow = 1;       ///< up to which it is stretched whole
  bool truncate = true;  ///< the bounds between them are whole pairs
};

/// (1-s) f + s f/factor, s rising from 0 to 1 between the pairs that turn `fast` and `slow` times.
void apply_yarn_scaling(Eigen::ArrayXd& f, const YarnScaling& scaling);
/// 0.1 m ln(factor) + 1, the attention factor of YaRN; 1 where nothing is stretched.
double yarn_attention_factor(double factor, double m = 1);

/// sqrt(1 + ln(factor) / ln(context)), the attention factor of LongRoPE (Ding et al. 2024), factor being the share by
/// which a context outgrows the original one; 1 where it does not.
double longrope_attention_factor(double factor, double original_context);

/// theta (factor L/context - (factor - 1))^(R / (R - 2)), the theta of a text of L tokens beyond the context.
/// Source: dynamic NTK scaling as transformers computes it.
struct DynamicScaling {
  double theta = 10000;
  double factor = 1;
  std::int64_t context = 0;
};
double dynamic_theta(const DynamicScaling& scaling, std::int64_t length, std::int64_t size);

}  // namespace coldread
