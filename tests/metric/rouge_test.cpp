#include <doctest/doctest.h>

#include "metric/metric.h"
#include "metric/porter_stemmer.h"
#include "metric/rouge_text.h"
#include "reference/metrics/cases.h"

using namespace coldread;
using reference::Case;

TEST_CASE("rouge1, rouge2 and rougeL of a pair worked by hand") {
  // target: the cat sat on the mat (6 tokens); prediction: the cat on the mat (5)
  const TextOutcome pair{"The cat, on the mat.", {"The cat sat on the mat"}};
  const ItemScore one = make_metric("rouge1")->score(pair);
  CHECK(one.stats[0] == doctest::Approx(5.0 / 5));
  CHECK(one.stats[1] == doctest::Approx(5.0 / 6));
  CHECK(one.value == doctest::Approx(10.0 / 11));
  // bigrams in common: the cat, on the, the mat
  const ItemScore two = make_metric("rouge2")->score(pair);
  CHECK(two.stats[0] == doctest::Approx(3.0 / 4));
  CHECK(two.stats[1] == doctest::Approx(3.0 / 5));
  CHECK(make_metric("rougeL")->score(pair).value == doctest::Approx(10.0 / 11));
}

TEST_CASE("rougeLsum counts a token no more often than it stands on either side") {
  // Union of the subsequences of "a b c" with "a c" and "b": all three tokens; the prediction holds each once.
  const TextOutcome pair{"a c\nb", {"a b c"}};
  const ItemScore item = make_metric("rougeLsum")->score(pair);
  CHECK(item.value == doctest::Approx(1.0));
  CHECK(make_metric("rougeL")->score(pair).value == doctest::Approx(2.0 / 3));
}

TEST_CASE("the reference with the best F counts, the first of equals") {
  const ItemScore item = make_metric("rouge1")->score(TextOutcome{"a b", {"c", "a b c d", "a", "b"}});
  // "a b c d": P 1, R 1/2, F 2/3; "a" and "b": P 1/2, R 1, F 2/3
  CHECK(item.stats[0] == doctest::Approx(1.0));
  CHECK(item.stats[1] == doctest::Approx(0.5));
}

TEST_CASE("rouge of texts without tokens is 0") {
  for (const char* name : {"rouge1", "rouge2", "rougeL", "rougeLsum"}) {
    CHECK(make_metric(name)->score(TextOutcome{"", {"a"}}).value == 0);
    CHECK(make_metric(name)->score(TextOutcome{"a", {"\n!\n"}}).value == 0);
  }
}

TEST_CASE("the parts of a corpus are the means of its documents' parts") {
  const auto metric = make_metric("rouge1");
  const std::vector<ItemScore> items{metric->score(TextOutcome{"a b", {"a"}}), metric->score(TextOutcome{"x", {"y"}})};
  const Dict parts = metric->parts(items);
  CHECK(parts.find("precision")->as_real() == doctest::Approx(0.25));
  CHECK(parts.find("recall")->as_real() == doctest::Approx(0.5));
  CHECK(parts.find("fmeasure")->as_real() == metric->aggregate(items));
}

TEST_CASE("rouge-score's numbers are ours") {
  reference::Tally tally("rouge.jsonl");
  for (const Case& one : reference::cases("rouge.jsonl")) {
    Dict options;
    options.set("use_stemmer", one.param("use_stemmer"));
    const TextOutcome outcome{one.input("prediction").as_string(), reference::texts(one.input("targets"))};
    bool good = true;
    for (const Value& type : one.param("rouge_types").as_list()) {
      const ItemScore item = make_metric(type.as_string(), options)->score(outcome);
      const Value& want = one.want(type.as_string());
      good = good && reference::close(item.stats[0], *want.find("precision")) &&
             reference::close(item.stats[1], *want.find("recall")) &&
             reference::close(item.value, *want.find("fmeasure"));
    }
    tally.add(one, good);
  }
}

TEST_CASE("rouge-score's tokens are ours") {
  reference::Tally tally("rouge_tokens.jsonl");
  for (const Case& one : reference::cases("rouge_tokens.jsonl")) {
    tally.add(one, rouge_tokens(one.input("text").as_string(), one.param("use_stemmer").as_bool()) ==
                       reference::texts(one.want("tokens")));
  }
}

TEST_CASE("NLTK's stems are ours") {
  reference::Tally tally("porter_stemmer.jsonl");
  for (const Case& one : reference::cases("porter_stemmer.jsonl")) {
    const std::string& word = one.input("word").as_string();
    tally.add(one, reference::same(porter_stem(word), one.want("porter_nltk")) &&
                       rouge_tokens(word, true) == reference::texts(one.want("rouge_token")));
  }
}
