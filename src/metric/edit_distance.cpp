#include "metric/edit_distance.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace coldread {
namespace {

constexpr int kBand = 25;
constexpr int kUnreached = 1 << 29;

}  // namespace

int BandedEditDistance::operator()(const WordIds& output) {
  const std::size_t rows = output.size();
  const std::size_t columns = reference_.size();
  std::size_t same = 0;
  if (cells_.empty()) {
    cells_.resize((rows + 1) * (columns + 1));
    for (std::size_t j = 0; j <= columns; ++j) at(0, j) = {static_cast<int>(j), Edit::insert};
  } else {
    COLDREAD_CHECK(output.size() == output_.size());
    same =
        static_cast<std::size_t>(std::mismatch(output.begin(), output.end(), output_.begin()).first - output.begin());
  }
  output_ = output;
  // The band follows the line from corner to corner; it is wider where the reference is much longer.
  const double slope = rows == 0 ? 1 : static_cast<double>(columns) / static_cast<double>(rows);
  const double band = kBand < slope / 2 ? std::ceil(slope / 2 + kBand) : kBand;
  for (std::size_t i = same + 1; i <= rows; ++i) {
    const double diagonal = std::floor(static_cast<double>(i) * slope);
    const auto first = static_cast<std::size_t>(std::max(0.0, diagonal - band));
    const auto end = static_cast<std::size_t>(std::min(static_cast<double>(columns + 1), diagonal + band));
    fill_row(i, first, i == rows ? columns + 1 : end);
  }
  return at(rows, columns).cost;
}

void BandedEditDistance::fill_row(std::size_t i, std::size_t first, std::size_t last) {
  for (std::size_t j = 0; j <= reference_.size(); ++j) at(i, j) = {kUnreached, Edit::none};
  for (std::size_t j = first; j < last; ++j) {
    const Cell up{at(i - 1, j).cost + 1, Edit::remove};
    if (j == 0) {
      at(i, j) = up;
      continue;
    }
    const bool equal = output_[i - 1] == reference_[j - 1];
    Cell best = equal ? Cell{at(i - 1, j - 1).cost, Edit::keep} : Cell{at(i - 1, j - 1).cost + 1, Edit::substitute};
    if (up.cost < best.cost) best = up;
    if (at(i, j - 1).cost + 1 < best.cost) best = {at(i, j - 1).cost + 1, Edit::insert};
    if (best.cost < kUnreached) at(i, j) = best;
  }
}

std::vector<Edit> BandedEditDistance::edits() const {
  std::vector<Edit> backwards;
  std::size_t i = output_.size();
  std::size_t j = reference_.size();
  while (i > 0 || j > 0) {
    const Edit edit = at(i, j).edit;
    COLDREAD_CHECK(edit != Edit::none);
    backwards.push_back(edit);
    if (edit != Edit::insert) --i;
    if (edit != Edit::remove) --j;
  }
  std::reverse(backwards.begin(), backwards.end());
  return backwards;
}

}  // namespace coldread
