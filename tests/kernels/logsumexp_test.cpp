#include "kernels/logsumexp.h"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <vector>

#include "kernels/isas.h"
#include "kernels/packed.h"

namespace coldread::kernels {
namespace {

/// Logits equal to `row`: one input of 1 and the row as weights.
struct Answer {
  float logprob = 0;
  std::int32_t argmax = -1;
  bool finite = true;
};

Answer ask(const std::vector<float>& row, std::int32_t target) {
  const float one = 1;
  Answer answer;
  LogitsQuery query{.targets = {&target, 1}, .target_logits = {&answer.logprob, 1}};
  Team alone(1);
  answer_logits(view(&one, 1, 1, 1), packed(row, static_cast<std::int64_t>(row.size()), 1), {&query, 1}, alone);
  answer.logprob = static_cast<float>(static_cast<double>(answer.logprob) - query.log_partition);
  return {answer.logprob, query.argmax, query.finite};
}

TEST_CASE("log-probability, argmax and logits of rows are those of the naive loop") {
  const std::int64_t rows = 53;
  const std::int64_t inputs = 19;
  for (const std::int64_t outputs : {3, 32, 257, 1000}) {
    const std::vector<float> x = noise(rows * inputs, 21);
    std::vector<float> w = noise(outputs * inputs, 22);
    for (float& v : w) v *= 3;
    const PackedMatrix matrix = packed(w, outputs, inputs);
    std::vector<float> expected;
    for (std::int64_t t = 0; t < rows; ++t) {
      for (std::int64_t n = 0; n < outputs; ++n) {
        float sum = 0;
        for (std::int64_t k = 0; k < inputs; ++k)
          sum = std::fma(x[static_cast<std::size_t>(t * inputs + k)], w[static_cast<std::size_t>(n * inputs + k)], sum);
        expected.push_back(sum);
      }
    }
    CAPTURE(outputs);
    std::vector<float> first;
    on_every_isa([&] {
      for (const int threads : {1, 2, 3}) {
        std::vector<float> logits(expected.size());
        std::vector<LogitsQuery> queries(static_cast<std::size_t>(rows));
        std::vector<std::int32_t> targets(2 * queries.size());
        std::vector<float> target_logits(2 * queries.size());
        for (std::size_t t = 0; t < queries.size(); ++t) {
          targets[2 * t] = static_cast<std::int32_t>(static_cast<std::int64_t>(t) * 7 % outputs);
          targets[2 * t + 1] = static_cast<std::int32_t>(outputs - 1);
          queries[t] = {.targets = std::span(targets).subspan(2 * t, 2),
                        .target_logits = std::span(target_logits).subspan(2 * t, 2),
                        .logits = logits.data() + static_cast<std::int64_t>(t) * outputs};
        }
        Team team(threads);
        answer_logits(view(x.data(), rows, inputs, inputs), matrix, queries, team);
        CHECK(first_difference(logits, expected) == -1);
        std::vector<float> answers;
        for (std::size_t t = 0; t < queries.size(); ++t) {
          const auto count = static_cast<std::size_t>(outputs);
          const std::span row = std::span(expected).subspan(t * count, count);
          double sum = 0;
          for (const float logit : row) sum += std::exp(static_cast<double>(logit));
          CHECK(std::fabs(queries[t].log_partition - std::log(sum)) < 1e-6);
          CHECK(target_logits[2 * t] == row[static_cast<std::size_t>(targets[2 * t])]);
          CHECK(target_logits[2 * t + 1] == row.back());
          CHECK(queries[t].argmax == std::max_element(row.begin(), row.end()) - row.begin());
          CHECK(queries[t].max == *std::max_element(row.begin(), row.end()));
          CHECK(queries[t].finite);
          answers.push_back(static_cast<float>(queries[t].log_partition));
        }
        if (first.empty()) first = answers;
        CHECK(first_difference(answers, first) == -1);
      }
    });
  }
}

TEST_CASE("a row's answer is the same alone and in company, whatever the weights' type") {
  const std::int64_t inputs = 1600;
  const std::int64_t outputs = 300;
  const std::int64_t most = 130;
  const std::vector<float> x = noise(most * inputs, 23);
  const PackedMatrix exact = packed(noise(outputs * inputs, 24), outputs, inputs);
  for (const WeightType type :
       {WeightType::fp32, WeightType::bf16, WeightType::f16, WeightType::int8, WeightType::bf16_dots}) {
    CAPTURE(static_cast<int>(type));
    const PackedMatrix matrix = exact.as(type);
    const auto answers = [&](std::int64_t first, std::int64_t rows) {
      std::vector<LogitsQuery> queries(static_cast<std::size_t>(rows));
      Team team(1);
      answer_logits(view(x.data() + first * inputs, rows, inputs, inputs), matrix, queries, team);
      std::vector<float> partitions;
      for (const LogitsQuery& query : queries) partitions.push_back(static_cast<float>(query.log_partition));
      return partitions;
    };
    on_every_isa([&] {
      std::vector<float> alone;
      for (std::int64_t t = 0; t < most; ++t) alone.push_back(answers(t, 1)[0]);
      for (const std::int64_t rows : {std::int64_t{12}, std::int64_t{23}, std::int64_t{36}, std::int64_t{37}, most}) {
        CAPTURE(rows);
        CHECK(first_difference(answers(0, rows), std::span(alone).first(static_cast<std::size_t>(rows))) == -1);
      }
    });
  }
}

TEST_CASE("the lowest id wins a tie, within a chunk and across chunks") {
  std::vector<float> row(700, -1.0F);
  row[517] = 4.0F;
  row[699] = 4.0F;
  on_every_isa([&] {
    CHECK(ask(row, 0).argmax == 517);
    std::vector<float> earlier = row;
    earlier[33] = 4.0F;
    earlier[20] = 4.0F;
    CHECK(ask(earlier, 0).argmax == 20);
    CHECK(ask(std::vector<float>(300, -2.0F), 0).argmax == 0);
  });
}

TEST_CASE("columns that pad the last panel do not count") {
  on_every_isa([&] {
    CHECK(ask({-5.0F}, 0).logprob == 0.0F);
    CHECK(ask({-5.0F, -5.0F}, 1).logprob == doctest::Approx(-std::log(2.0)));
    CHECK(ask({-5.0F, -6.0F}, 1).argmax == 0);
  });
}

TEST_CASE("a row with a logit that is no number says so, wherever it stands") {
  std::vector<float> row(600, 1.0F);
  on_every_isa([&] {
    CHECK(ask(row, 0).finite);
    for (const float bad : {std::nanf(""), INFINITY, -INFINITY}) {
      for (const std::size_t place : {std::size_t{0}, std::size_t{300}, std::size_t{599}}) {
        std::vector<float> spoiled = row;
        spoiled[place] = bad;
        CHECK_FALSE(ask(spoiled, 0).finite);
      }
    }
  });
}

TEST_CASE("far-away logits neither overflow nor vanish") {
  CHECK(ask({1000.0F, 999.0F}, 0).logprob == doctest::Approx(-std::log(1 + std::exp(-1.0))));
  CHECK(ask({1000.0F, -1000.0F}, 1).logprob == -2000.0F);
}

}  // namespace
}  // namespace coldread::kernels
