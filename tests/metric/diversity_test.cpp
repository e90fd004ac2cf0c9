#include "metric/diversity.h"

#include <doctest/doctest.h>

#include "reference/metrics/cases.h"
#include "stats/moments.h"

using namespace coldread;
using reference::Case;

TEST_CASE("distinct n-grams worked by hand") {
  // bigrams: a b, b a, a b | b a -> 2 different of 4 pooled; 2/3 and 1/1 alone
  const std::vector<std::string> texts{"a b a b", "b a"};
  const DistinctNgrams got = distinct_ngrams(texts, 2);
  CHECK(got.pooled == doctest::Approx(0.5));
  CHECK(got.mean == doctest::Approx((2.0 / 3 + 1) / 2));
  CHECK(distinct_ngrams(std::vector<std::string>{""}, 1).pooled == 0);
}

TEST_CASE("texts that repeat each other have a self-BLEU of 100") {
  for (const double score : self_bleu({"the cat sat on a mat", "the cat sat on a mat"})) {
    CHECK(score == doctest::Approx(100));
  }
}

TEST_CASE("the reference diversities are ours") {
  reference::Tally tally("diversity.jsonl");
  for (const Case& one : reference::cases("diversity.jsonl")) {
    const auto texts = reference::texts(one.input("texts"));
    bool good = true;
    for (std::size_t n = 1; n <= 3; ++n) {
      const DistinctNgrams got = distinct_ngrams(texts, n);
      const std::string name = "distinct_" + std::to_string(n);
      good =
          good && reference::close(got.pooled, one.want(name)) && reference::close(got.mean, one.want(name + "_mean"));
    }
    if (good && one.wants("self_bleu")) {
      const std::vector<double> each = self_bleu(texts);
      good = reference::close(mean(each), one.want("self_bleu")) &&
             reference::close(List(each.begin(), each.end()), one.want("self_bleu_each").as_list());
    }
    tally.add(one, good);
  }
}
