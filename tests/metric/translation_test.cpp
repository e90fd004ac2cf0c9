#include <doctest/doctest.h>

#include "metric/corpus.h"
#include "metric/metric.h"
#include "metric/ter_edits.h"
#include "reference/metrics/cases.h"

using namespace coldread;
using reference::Case;

namespace {

/// The documents of a sentence case or a corpus case.
std::vector<ItemScore> score_all(const Metric& metric, const Case& one) {
  if (one.input("kind").as_string() == "sentence") {
    return {metric.score(TextOutcome{one.input("hypothesis").as_string(), reference::texts(one.input("references"))})};
  }
  const auto outputs = reference::texts(one.input("hypotheses"));
  std::vector<ItemScore> items;
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    const Value& references = one.input("references_per_hypothesis").as_list()[k];
    items.push_back(metric.score(TextOutcome{outputs[k], reference::texts(references)}));
  }
  return items;
}

}  // namespace

TEST_CASE("chrF of a pair worked by hand") {
  // "abc" against "abd", orders 1 and 2: precision = recall = (2/3 + 1/2) / 2
  Dict options;
  options.set("char_order", 2);
  CHECK(make_metric("chrf", options)->score(TextOutcome{"a b c", {"ab d"}}).value == doctest::Approx(100 * 7.0 / 12));
}

TEST_CASE("chrf++ is chrf with words of order 2") {
  Dict options;
  options.set("word_order", 2);
  const TextOutcome pair{"The cat sat.", {"The cat sat down."}};
  const auto plus = make_metric("chrf++");
  const ItemScore item = plus->score(pair);
  CHECK(item.value == make_metric("chrf", options)->score(pair).value);
  CHECK(item.value != make_metric("chrf")->score(pair).value);
  CHECK(plus->signature({&item, 1}) == "nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:no|version:2.6.0");
}

TEST_CASE("TER counts a shift of a run of words as one edit") {
  CHECK(ter_edits({1, 2, 3, 4, 5}, {3, 4, 5, 1, 2}) == 1);
  CHECK(ter_edits({1, 2, 3}, {1, 9, 3}) == 1);
  CHECK(ter_edits({}, {1, 2}) == 2);
  CHECK(ter_edits({1, 2}, {}) == 2);
}

TEST_CASE("TER divides the fewest edits by the mean length of the references") {
  const ItemScore item = make_metric("ter")->score(TextOutcome{"a b c", {"a b", "a b x d e f"}});
  CHECK(item.stats == std::vector<double>{1, 4, 2});
  CHECK(item.value == doctest::Approx(25));
}

TEST_CASE("normalised references are tokenized twice, outputs once, as in sacrebleu") {
  Dict options;
  options.set("normalized", true);
  // output: it 's / reference: first "x's .", then "x 's ."
  CHECK(make_metric("ter", options)->score(TextOutcome{"it's", {"x's."}}).stats == std::vector<double>{2, 3, 1});
}

TEST_CASE("TER of an empty pair is 0, of words against nothing 100") {
  CHECK(make_metric("ter")->score(TextOutcome{"", {""}}).value == 0);
  CHECK(make_metric("ter")->score(TextOutcome{"a b", {""}}).value == 100);
}

TEST_CASE("sacrebleu's chrF and chrF++ are ours") {
  reference::Tally tally("chrf.jsonl");
  for (const Case& one : reference::cases("chrf.jsonl")) {
    const auto metric = make_metric("chrf", one.params.as_dict());
    const CorpusResult got = corpus_result(*metric, score_all(*metric, one));
    tally.add(one, reference::close(got.value, one.want("score")) && reference::same(got.summary, one.want("format")) &&
                       reference::same(got.signature, one.want("signature")));
  }
}

TEST_CASE("sacrebleu's TER is ours") {
  reference::Tally tally("ter.jsonl");
  for (const Case& one : reference::cases("ter.jsonl")) {
    const auto metric = make_metric("ter", one.params.as_dict());
    const CorpusResult got = corpus_result(*metric, score_all(*metric, one));
    tally.add(one, reference::close(got.value, one.want("score")) && reference::same(got.summary, one.want("format")) &&
                       reference::same(got.signature, one.want("signature")) &&
                       reference::close(got.parts.find("num_edits")->as_number(), one.want("num_edits")) &&
                       reference::close(got.parts.find("ref_length")->as_number(), one.want("ref_length")));
  }
}
