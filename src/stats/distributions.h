#pragma once

#include <cstdint>

namespace coldread {

// Tail probabilities and quantiles of the common distributions, to about 1e-12 relative.

/// I_x(a, b), the share of the beta distribution below x. complement is 1 - x, given apart so that nothing cancels
/// near 1.
double incomplete_beta(double a, double b, double x, double complement);
/// x with I_x(a, b) = p. a, b > 0; p in [0, 1].
double beta_quantile(double a, double b, double p);

/// z with P(Z <= z) = p for a standard normal Z; p in (0, 1).
double normal_quantile(double p);

/// P(|T| >= t) for Student's T.
double student_two_sided(double t, double degrees);
/// t >= 0 with P(|T| <= t) = level; level in [0, 1).
double student_central(double level, double degrees);

/// P(X >= x) for chi-squared with one degree of freedom.
double chi_squared_one_upper(double x);

/// P(X = k) and P(X <= k) for n fair coins.
double fair_binomial_at(std::int64_t k, std::int64_t n);
double fair_binomial_up_to(std::int64_t k, std::int64_t n);

}  // namespace coldread
