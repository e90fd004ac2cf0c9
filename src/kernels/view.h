#pragma once

#include <cstdint>

namespace coldread::kernels {

/// Rows of floats in memory, `stride` floats from row to row; who owns them must outlive the view.
struct ConstMatrixView {
  const float* data = nullptr;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t stride = 0;

  const float* row(std::int64_t i) const { return data + i * stride; }
};

struct MatrixView {
  float* data = nullptr;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t stride = 0;

  float* row(std::int64_t i) const { return data + i * stride; }
  operator ConstMatrixView() const { return {data, rows, columns, stride}; }  // NOLINT(google-explicit-constructor)
};

}  // namespace coldread::kernels
