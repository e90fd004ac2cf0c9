#pragma once

namespace coldread::kernels {

// Double precision without the C library, whose last bits differ between versions and machines. Multiplications and
// additions in a fixed order, nothing fused. Relative error below 4e-16 in the ranges given.

/// e^x for |x| <= 700.
double exp(double x);
/// ln x for finite positive normal x.
double log(double x);

struct SineCosine {
  double sine, cosine;
};
/// For |x| <= 10^6; absolute error below 4e-16.
SineCosine sine_cosine(double x);

}  // namespace coldread::kernels
