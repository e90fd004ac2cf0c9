#pragma once

#include <Eigen/Core>
#include <cstdint>

// Matrices as the model's code sees them: float32 in memory that somebody else owns, row after row. Of Eigen's
// operations only those that round nothing in an order of their own are used on what becomes a score: + - x / by
// coefficient, negation, casts, selection and assignment. Products, reductions and functions are our own (matmul.h,
// norm.h, elementwise.h, scalar_math.h): Eigen's depend on sizes, threads and instruction set.
namespace coldread::kernels {

/// [rows, columns], row-major.
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
/// The same in other memory, rows outerStride() floats apart. Cheap to copy; assignment copies the elements.
using MatrixView = Eigen::Map<Matrix, Eigen::Unaligned, Eigen::OuterStride<>>;
/// A MatrixView, or a block of one, that is only read.
using ConstMatrixView = Eigen::Ref<const Matrix, Eigen::Unaligned, Eigen::OuterStride<>>;
/// One row.
using RowVector = Eigen::Matrix<float, 1, Eigen::Dynamic>;

inline MatrixView view(float* data, std::int64_t rows, std::int64_t columns, std::int64_t stride) {
  return {data, rows, columns, Eigen::OuterStride<>(stride)};
}
inline ConstMatrixView view(const float* data, std::int64_t rows, std::int64_t columns, std::int64_t stride) {
  return Eigen::Map<const Matrix, Eigen::Unaligned, Eigen::OuterStride<>>(data, rows, columns,
                                                                          Eigen::OuterStride<>(stride));
}

}  // namespace coldread::kernels
