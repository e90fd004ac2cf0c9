#include "kernels/rope.h"

#include <Eigen/Core>
#include <algorithm>
#include <utility>

#include "base/error.h"
#include "kernels/scalar_math.h"
#include "kernels/table.h"

namespace coldread::kernels {

RopeTable::RopeTable(std::vector<double> frequencies, const RopeOptions& options)
    : frequencies_(std::move(frequencies)), options_(options) {}

void RopeTable::extend(std::int64_t positions) {
  if (positions <= positions_) return;
  const std::int64_t rows = std::max({positions, 2 * positions_, std::int64_t{512}});
  FloatBuffer cosines(rows * half());
  FloatBuffer sines(rows * half());
  std::copy_n(cosines_.data(), positions_ * half(), cosines.data());
  std::copy_n(sines_.data(), positions_ * half(), sines.data());
  const Eigen::Map<const Eigen::ArrayXd> frequencies(frequencies_.data(), half());
  for (std::int64_t position = positions_; position < rows; ++position) {
    const Eigen::ArrayXd angles = static_cast<double>(position) * frequencies;
    for (std::int64_t i = 0; i < half(); ++i) {
      const SineCosine at = sine_cosine(angles[i]);
      cosines[position * half() + i] = static_cast<float>(options_.factor * at.cosine);
      sines[position * half() + i] = static_cast<float>(options_.factor * at.sine);
    }
  }
  cosines_ = std::move(cosines);
  sines_ = std::move(sines);
  positions_ = rows;
}

void RopeTable::rotate(float* x, std::int64_t heads, std::int64_t head_size, std::int64_t position) const {
  COLDREAD_CHECK(position < positions_ && 2 * half() <= head_size);
  const KernelTable& kernels = table();
  const auto rotate = options_.pairs == RopePairs::halves ? kernels.rotate : kernels.rotate_neighbours;
  for (std::int64_t head = 0; head < heads; ++head) {
    rotate(x + head * head_size, cosines_.data() + position * half(), sines_.data() + position * half(), half());
  }
}

}  // namespace coldread::kernels
