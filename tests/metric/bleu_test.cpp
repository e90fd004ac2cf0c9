#include <cmath>
#include <doctest/doctest.h>

#include "base/error.h"
#include "metric/bleu_tokenizer.h"
#include "metric/corpus.h"
#include "metric/metric.h"
#include "metric/sacrebleu.h"
#include "reference/metrics/cases.h"

using namespace coldread;
using reference::Case;

namespace {

bool matches(const Metric& metric, std::span<const ItemScore> items, const Case& one) {
  const CorpusResult got = corpus_result(metric, items);
  bool good = reference::close(got.value, one.want("score"));
  for (const char* name : {"counts", "totals", "precisions"}) {
    good = good && reference::close(got.parts.find(name)->as_list(), one.want(name).as_list());
  }
  for (const char* name : {"bp", "sys_len", "ref_len"}) {
    good = good && reference::close(got.parts.find(name)->as_number(), one.want(name));
  }
  return good && reference::same(got.summary, one.want("format")) &&
         reference::same(got.signature, one.want("signature")) &&
         reference::same(short_signature(got.signature), one.want("signature_short"));
}

}  // namespace

TEST_CASE("BLEU of a pair worked by hand") {
  // 5 tokens of 6; matches by order 5 of 5, 3 of 4, 1 of 3, 0 of 2 -> the last smoothed to 1 / (2 * 2)
  const auto metric = make_metric("bleu");
  const ItemScore item = metric->score(TextOutcome{"the cat on the mat", {"the cat sat on the mat"}});
  CHECK(item.stats == std::vector<double>{5, 6, 5, 3, 1, 0, 5, 4, 3, 2, 1});
  const double mean = (std::log(100.0) + std::log(75.0) + std::log(100.0 / 3) + std::log(25.0)) / 4;
  CHECK(item.value == doctest::Approx(std::exp(1 - 6.0 / 5) * std::exp(mean)));
}

TEST_CASE("the corpus score comes from summed counts, not from the documents' scores") {
  const auto metric = make_metric("bleu");
  const std::vector<ItemScore> items{metric->score(TextOutcome{"a b c d e", {"a b c d e"}}),
                                     metric->score(TextOutcome{"v w x y z", {"v w q y z"}})};
  CHECK(items[0].value == doctest::Approx(100));
  CHECK(metric->aggregate(items) != doctest::Approx((items[0].value + items[1].value) / 2));
  CHECK(metric->signature(items) == "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0");
}

TEST_CASE("the nearest reference length counts, the shorter of equals") {
  const auto metric = make_metric("bleu");
  CHECK(metric->score(TextOutcome{"a b c", {"a b c d", "a b"}}).stats[1] == 2);
}

TEST_CASE("an empty output scores 0 and has no brevity bonus") {
  const auto metric = make_metric("bleu");
  const ItemScore item = metric->score(TextOutcome{"", {"a b"}});
  CHECK(item.value == 0);
  CHECK(metric->parts({&item, 1}).find("bp")->as_real() == 0);
}

TEST_CASE("bad BLEU options and missing references are named") {
  const auto message = [](Dict options) -> std::string {
    try {
      make_metric("bleu", options)->score(TextOutcome{"a", {}});
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  Dict typo, tokenizer;
  typo.set("lowercas", true);
  tokenizer.set("tokenize", "13b");
  CHECK(message(typo).find("did you mean 'lowercase'") != std::string::npos);
  CHECK(message(tokenizer).find("13a, intl, char, none, zh") != std::string::npos);
  CHECK(message({}).find("no reference") != std::string::npos);
}

TEST_CASE("sacrebleu's tokens are ours") {
  reference::Tally tally("bleu_tokenizers.jsonl");
  for (const Case& one : reference::cases("bleu_tokenizers.jsonl")) {
    tally.add(one, reference::same(bleu_tokenized(one.param("tokenize").as_string(), one.input("text").as_string()),
                                   one.want("tokenized")));
  }
}

TEST_CASE("sacrebleu's sentence scores are ours") {
  reference::Tally tally("bleu_sentence.jsonl");
  for (const Case& one : reference::cases("bleu_sentence.jsonl")) {
    const auto metric = make_metric("bleu", one.params.as_dict());
    const ItemScore item =
        metric->score(TextOutcome{one.input("hypothesis").as_string(), reference::texts(one.input("references"))});
    tally.add(one, matches(*metric, {&item, 1}, one));
  }
}

TEST_CASE("sacrebleu's corpus scores are ours, also with a varying number of references") {
  reference::Tally tally("bleu_corpus.jsonl");
  for (const Case& one : reference::cases("bleu_corpus.jsonl")) {
    const auto metric = make_metric("bleu", one.params.as_dict());
    const auto outputs = reference::texts(one.input("hypotheses"));
    std::vector<ItemScore> items;
    for (std::size_t k = 0; k < outputs.size(); ++k) {
      const Value& references = one.input("references_per_hypothesis").as_list()[k];
      items.push_back(metric->score(TextOutcome{outputs[k], reference::texts(references)}));
    }
    tally.add(one, matches(*metric, items, one));
  }
}
