#include "stats/paired.h"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>

#include "reference/metrics/cases.h"
#include "stats/distributions.h"
#include "stats/mcnemar.h"
#include "stats/moments.h"
#include "stats/multiple_comparisons.h"
#include "stats/resampled_mean.h"

using namespace coldread;
using reference::Case;
using reference::close;

namespace {

bool same_interval(const Interval& got, const Value& want) {
  return close(got.low, want.as_list()[0]) && close(got.high, want.as_list()[1]);
}

bool same_values(const std::vector<double>& got, const Value& want) {
  return close(List(got.begin(), got.end()), want.as_list());
}

bool matches_mcnemar(const Case& one) {
  const McNemar got = mcnemar(one.input("b").as_int(), one.input("c").as_int());
  return close(got.p_exact, one.want("p_exact_two_sided")) && close(got.p_mid, one.want("p_mid")) &&
         close(got.chi_squared, one.want("chi2_cc")) && close(got.p_chi_squared, one.want("p_chi2_cc"));
}

bool matches_proportion(const Case& one) {
  const std::int64_t successes = one.input("successes").as_int();
  const std::int64_t n = one.input("n").as_int();
  const double level = one.param("level").as_number();
  return same_interval(wilson_interval(successes, n, level), one.want("wilson")) &&
         same_interval(wilson_corrected_interval(successes, n, level), one.want("wilsoncc")) &&
         same_interval(clopper_pearson_interval(successes, n, level), one.want("exact"));
}

bool matches_paired_t(const Case& one) {
  const auto got =
      paired_t(reference::numbers(one.input("a")), reference::numbers(one.input("b")), one.param("level").as_number());
  return got && close(got->mean_difference, one.want("mean_difference")) && close(got->t, one.want("t")) &&
         close(got->degrees, one.want("df")) && close(got->p_two_sided, one.want("p_two_sided")) &&
         same_interval(got->interval, one.want("ci")) && close(got->standard_error, one.want("stderr"));
}

bool matches_sign_flip(const Case& one) {
  std::vector<double> differences = reference::numbers(one.input("a"));
  const auto b = reference::numbers(one.input("b"));
  for (std::size_t k = 0; k < b.size(); ++k) differences[k] -= b[k];
  const auto got = sign_flip(differences);
  return got && close(static_cast<double>(got->count), one.want("count")) &&
         close(static_cast<double>(got->total), one.want("total")) &&
         close(got->p_two_sided(), one.want("p_two_sided"));
}

bool matches_bootstrap(const Case& one) {
  std::vector<std::int64_t> whole;
  for (const Value& value : one.input("differences").as_list()) whole.push_back(value.as_int());
  const ResampledMean exact(whole);
  const auto values = reference::numbers(one.input("differences"));
  const Value& mc = one.param("mc");
  std::vector<double> means = bootstrap_means(values, mc.find("replicates")->as_int(), mc.find("seed")->as_int());
  const std::vector<double> first(means.begin(), means.begin() + 3);
  const bool drawn = same_values(first, one.want("mc_first3")) && close(mean(means), one.want("mc_mean")) &&
                     close(sample_deviation(means), one.want("mc_sd"));
  std::sort(means.begin(), means.end());
  return drawn && same_interval({sorted_quantile(means, 0.025), sorted_quantile(means, 0.975)}, one.want("mc_ci95")) &&
         close(mean(values), one.want("mean")) && close(exact.deviation(), one.want("bootstrap_sd_exact")) &&
         same_interval({exact.quantile(0.025), exact.quantile(0.975)}, one.want("ci95_exact")) &&
         same_interval({exact.quantile(0.05), exact.quantile(0.95)}, one.want("ci90_exact")) &&
         close(exact.at_most_zero(), one.want("p_mean_le_0_exact")) &&
         close(exact.at_least_zero(), one.want("p_mean_ge_0_exact"));
}

bool matches_correction(const Case& one) {
  const auto p = reference::numbers(one.input("p_values"));
  return same_values(holm(p), one.want("holm")) && same_values(bonferroni(p), one.want("bonferroni")) &&
         same_values(benjamini_hochberg(p), one.want("benjamini_hochberg"));
}

bool matches(const Case& one) {
  if (one.params.find("interval") != nullptr) return matches_proportion(one);
  if (one.params.find("correction") != nullptr) return matches_correction(one);
  const std::string& test = one.param("test").as_string();
  if (test == "mcnemar") return matches_mcnemar(one);
  if (test == "paired_t") return matches_paired_t(one);
  return test == "sign_flip_exact" ? matches_sign_flip(one) : matches_bootstrap(one);
}

}  // namespace

TEST_CASE("known values of the distributions") {
  CHECK(normal_quantile(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-14));
  CHECK(normal_quantile(0.025) == doctest::Approx(-1.959963984540054).epsilon(1e-14));
  CHECK(incomplete_beta(1, 1, 0.3, 0.7) == doctest::Approx(0.3).epsilon(1e-14));
  CHECK(incomplete_beta(2, 1, 0.9, 0.1) == doctest::Approx(0.81).epsilon(1e-14));
  CHECK(student_two_sided(1, 1) == doctest::Approx(0.5).epsilon(1e-14));  // Cauchy
  CHECK(student_central(0.5, 1) == doctest::Approx(1).epsilon(1e-12));
  CHECK(student_central(0.95, 1e6) == doctest::Approx(1.95996635682).epsilon(1e-10));
  CHECK(chi_squared_one_upper(3.841458820694124) == doctest::Approx(0.05).epsilon(1e-13));
  CHECK(fair_binomial_up_to(1, 4) == doctest::Approx(5.0 / 16).epsilon(1e-15));
  CHECK(fair_binomial_at(500'000, 1'000'000) == doctest::Approx(0.000797884361).epsilon(1e-9));
}

TEST_CASE("equal pairs do not differ, a constant gap does") {
  const std::vector<double> a{1, 2, 3}, b{0, 1, 2};
  CHECK(paired_t(a, a, 0.95)->p_two_sided == 1);
  CHECK(paired_t(a, b, 0.95)->p_two_sided == 0);
  CHECK(!paired_t(std::span(a).first(1), std::span(b).first(1), 0.95));
}

TEST_CASE("sign flips worked by hand: 2, 1 and -1 sum to 2, which 6 of 8 ways reach or exceed in size") {
  // sums: +-2 +-1 +-1: 4, 2, 2, 0 and their mirror images
  CHECK(sign_flip(std::vector<double>{2, 1, -1})->count == 6);
  CHECK(sign_flip(std::vector<double>(44, 1.0))->count == 2);
  CHECK(!sign_flip(std::vector<double>(45, 1.0)));
}

TEST_CASE("scipy's and statsmodels' tests and intervals are ours") {
  reference::Tally tally("paired.jsonl");
  for (const Case& one : reference::cases("paired.jsonl")) tally.add(one, matches(one));
}
