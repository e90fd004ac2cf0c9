#include <doctest/doctest.h>

#include "base/unicode.h"
#include "metric/metric.h"
#include "metric/squad_text.h"
#include "metric/squad_v2.h"
#include "reference/metrics/cases.h"

using namespace coldread;
using reference::Case;

TEST_CASE("SQuAD's normal form drops case, punctuation, articles and spare space") {
  CHECK(squad_normalised("  The Cat's  hat, a hat!") == "cats hat hat");
  CHECK(squad_normalised("an-other") == "another");
  CHECK(squad_normalised("\xC3\xA0 a\xCC\x81") == "\xC3\xA0 \xCC\x81");  // a combining accent is no word character
}

TEST_CASE("token F1 worked by hand") {
  // prediction {red, red, car}, gold {red, car, door}: 2 in common, P 2/3, R 2/3
  CHECK(squad_token_f1("the red red car", "Red car door", EmptySide::zero) == doctest::Approx(2.0 / 3));
  CHECK(squad_token_f1("the", "a", EmptySide::zero) == 0);
  CHECK(squad_token_f1("the", "a", EmptySide::equality) == 1);
  CHECK(make_metric("squad_f1")->score(TextOutcome{"x", {"y", "x z"}}).value == doctest::Approx(2.0 / 3));
}

TEST_CASE("exact_match is 1 if any reference matches") {
  CHECK(make_metric("exact_match")->score(TextOutcome{"b", {"a", "b"}}).value == 1);
  CHECK(make_metric("exact_match")->score(TextOutcome{"B", {"a", "b"}}).value == 0);
}

TEST_CASE("exact_match removes patterns first, then case, punctuation and digits") {
  Dict options;
  options.set("regexes_to_ignore", List{"(?s).*#### ", ","});
  options.set("ignore_case", true);
  options.set("ignore_numbers", true);
  const auto metric = make_metric("exact_match", options);
  CHECK(metric->score(TextOutcome{"so\n1 #### Ab,c7", {"aBC"}}).value == 1);
  CHECK(metric->score(TextOutcome{"abc ", {"abc"}}).value == 0);
}

TEST_CASE("lm-evaluation-harness's exact_match is ours") {
  reference::Tally tally("exact_match.jsonl");
  for (const Case& one : reference::cases("exact_match.jsonl")) {
    const auto metric = make_metric("exact_match", one.params.as_dict());
    const auto predictions = reference::texts(one.input("predictions"));
    const auto references = reference::texts(one.input("references"));
    std::vector<ItemScore> items;
    for (std::size_t k = 0; k < predictions.size(); ++k) {
      items.push_back(metric->score(TextOutcome{predictions[k], {references[k]}}));
    }
    tally.add(one, reference::close(metric->aggregate(items), one.want("exact_match")));
  }
}

TEST_CASE("the SQuAD scorers' numbers are ours") {
  reference::Tally tally("squad.jsonl");
  for (const Case& one : reference::cases("squad.jsonl")) {
    if (one.param("op").as_string() == "normalize") {
      tally.add(one, reference::same(squad_normalised(one.input("text").as_string()), one.want("normalized")));
      continue;
    }
    const std::string& prediction = one.input("prediction").as_string();
    const auto golds = reference::texts(one.input("golds"));
    const auto best = [&](auto score) {
      return best_over_golds(golds, [&](const std::string& gold) { return score(prediction, gold); });
    };
    const Value& v1 = one.want("v1");
    const Value& v2 = one.want("v2_per_gold");
    const TextOutcome outcome{prediction, golds};
    tally.add(one, reference::close(make_metric("squad_em")->score(outcome).value, *v1.find("exact_match")) &&
                       reference::close(make_metric("squad_f1")->score(outcome).value, *v1.find("f1")) &&
                       reference::close(best(squad_exact), *v2.find("exact")) &&
                       reference::close(best([](const std::string& a, const std::string& b) {
                                          return squad_token_f1(a, b, EmptySide::equality);
                                        }),
                                        *v2.find("f1")));
  }
}

TEST_CASE("the SQuAD 2.0 scorer's totals are ours") {
  reference::Tally tally("squad_v2_set.jsonl");
  for (const Case& one : reference::cases("squad_v2_set.jsonl")) {
    std::vector<SquadV2Answer> answers;
    for (const Value& row : one.input("examples").as_list()) {
      answers.push_back({reference::texts(*row.find("golds")), row.find("prediction")->as_string(),
                         row.find("no_answer_probability")->as_number()});
    }
    const SquadV2Result got = squad_v2(answers, one.param("na_prob_thresh").as_number());
    bool good = reference::close(got.all.exact, one.want("exact")) && reference::close(got.all.f1, one.want("f1")) &&
                reference::close(static_cast<double>(got.all.count), one.want("total")) &&
                reference::close(got.best_exact, one.want("best_exact")) &&
                reference::close(got.best_exact_threshold, one.want("best_exact_thresh")) &&
                reference::close(got.best_f1, one.want("best_f1")) &&
                reference::close(got.best_f1_threshold, one.want("best_f1_thresh")) &&
                got.answerable.has_value() == one.wants("HasAns_total") &&
                got.unanswerable.has_value() == one.wants("NoAns_total");
    if (good && got.answerable) {
      good = reference::close(got.answerable->exact, one.want("HasAns_exact")) &&
             reference::close(got.answerable->f1, one.want("HasAns_f1"));
    }
    if (good && got.unanswerable) {
      good = reference::close(got.unanswerable->exact, one.want("NoAns_exact")) &&
             reference::close(got.unanswerable->f1, one.want("NoAns_f1"));
    }
    tally.add(one, good);
  }
}

TEST_CASE("the CoQA scores are ours") {
  reference::Tally tally("coqa.jsonl");
  for (const Case& one : reference::cases("coqa.jsonl")) {
    const TextOutcome outcome{one.input("raw_prediction").as_string(), reference::texts(one.input("golds"))};
    tally.add(one, reference::close(make_metric("coqa_em")->score(outcome).value, one.want("em")) &&
                       reference::close(make_metric("coqa_f1")->score(outcome).value, one.want("f1")));
  }
}
