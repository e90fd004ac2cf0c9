#include "model/embedding.h"

#include <Eigen/Core>

#include "kernels/scalar_math.h"
#include "kernels/view.h"
#include "machine/scratch.h"
#include "model/layer.h"
#include "model/layer_shape.h"

namespace coldread {
namespace {

using RowMap = Eigen::Map<kernels::RowVector>;

/// x[i] += sin(position f_i), x[i + D/2] += cos(position f_i), f_i = 10000^(-i / (D/2 - 1)), in double precision.
void add_sinusoids(double position, RowMap x) {
  const Eigen::Index half = x.size() / 2;
  const double step = kernels::log(10000.0) / static_cast<double>(half - 1);
  for (Eigen::Index i = 0; i < half; ++i) {
    const kernels::SineCosine at = kernels::sine_cosine(position * kernels::exp(-static_cast<double>(i) * step));
    x[i] += static_cast<float>(at.sine);
    x[i + half] += static_cast<float>(at.cosine);
  }
}

}  // namespace

void embed_token(const ModelConfig& config, const Weights& weights, TokenId id, float* to) {
  weights.token_embedding.row(id, to);
  if (config.embedding_scale != 1) RowMap(to, embedding_width(config)) *= config.embedding_scale;
}

void embed_position(const ModelConfig& config, const Weights& weights, std::int64_t position, float* x) {
  RowMap row(x, config.width);
  const std::int64_t place = position + config.position_offset;
  switch (config.positions) {
    case EmbeddedPositions::none:
      break;
    case EmbeddedPositions::learned: {
      float* learned = thread_scratch(config.width);
      weights.position_embedding.row(place, learned);
      row += RowMap(learned, config.width);
      break;
    }
    case EmbeddedPositions::sinusoidal:
      add_sinusoids(static_cast<double>(place), row);
      break;
  }
  if (config.embedding_norm) {
    row_norm(*config.embedding_norm, weights.embedding_norm).apply(x, config.width, x);
  }
}

}  // namespace coldread
