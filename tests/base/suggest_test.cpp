#include "base/suggest.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

using coldread::did_you_mean;

TEST_CASE("the nearest name is suggested, the first of equals") {
  const std::vector<std::string> names{"acc", "acc_norm", "exact_match", "bleu", "blue"};
  CHECK(did_you_mean("acc_nrom", names) == "; did you mean 'acc_norm'?");
  CHECK(did_you_mean("exactmatch", names) == "; did you mean 'exact_match'?");
  CHECK(did_you_mean("bleue", names) == "; did you mean 'bleu'?");
  CHECK(did_you_mean("bleu", names) == "; did you mean 'bleu'?");
}

TEST_CASE("a name further away than a third of its letters is not suggested") {
  const std::vector<std::string> names{"perplexity", "f1"};
  CHECK(did_you_mean("perplex", names) == "; did you mean 'perplexity'?");
  CHECK(did_you_mean("per", names).empty());
  CHECK(did_you_mean("f2", names) == "; did you mean 'f1'?");
  CHECK(did_you_mean("x", {}).empty());
}

TEST_CASE("the one name that a beginning of four letters or more can mean is suggested") {
  const std::vector<std::string> names{"generate_until", "loglikelihood", "loglikelihood_rolling"};
  CHECK(did_you_mean("generate", names) == "; did you mean 'generate_until'?");
  CHECK(did_you_mean("gen", names).empty());
  CHECK(did_you_mean("logl", names).empty());  // two
}

TEST_CASE("neighbours that changed places count as one mistake; case alone is none") {
  const std::vector<std::string> names{"ab", "until"};
  CHECK(did_you_mean("ba", names) == "; did you mean 'ab'?");
  CHECK(did_you_mean("unitl", names) == "; did you mean 'until'?");
  CHECK(did_you_mean("Until", names) == "; did you mean 'until'?");
  CHECK(did_you_mean("UNTIL", names) == "; did you mean 'until'?");
}
