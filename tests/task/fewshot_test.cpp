#include "task/fewshot.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>
#include <span>
#include <string>

#include "base/error.h"

using namespace coldread;

namespace {

using Indexes = std::vector<std::vector<std::size_t>>;

/// Documents with one column each.
std::vector<Document> documents(const std::vector<int>& values) {
  std::vector<Document> list;
  for (const int value : values) {
    Dict fields;
    fields.set("n", value);
    list.push_back({.id = static_cast<std::int64_t>(list.size()), .fields = std::move(fields)});
  }
  return list;
}

std::vector<int> range(int end) {
  std::vector<int> values;
  for (int i = 0; i < end; ++i) values.push_back(i);
  return values;
}

}  // namespace

TEST_CASE("the default sampler is Python's random.Random(1234).sample, advanced document by document") {
  const auto pool = documents(range(100));
  const Indexes chosen = choose_examples(documents({1, 2}), pool, {.count = 5}, {});
  CHECK(chosen[0] == std::vector<std::size_t>{99, 56, 14, 0, 11});
  CHECK(chosen[1] != chosen[0]);
  // A shorter run draws the same for the documents it has.
  CHECK(choose_examples(documents({1}), pool, {.count = 5}, {})[0] == chosen[0]);
}

TEST_CASE("the default sampler draws one more and passes over the evaluated document") {
  const auto pool = documents(range(100));
  const auto six = choose_examples(documents({1000}), pool, {.count = 6}, {})[0];
  const FewshotChoice choice{.count = 5, .leave_out_evaluated = true};
  CHECK(choose_examples(documents({1000}), pool, choice, {})[0] ==
        std::vector<std::size_t>(six.begin(), six.end() - 1));
  std::vector<std::size_t> without = six;
  without.erase(without.begin() + 2);
  CHECK(choose_examples(documents({static_cast<int>(six[2])}), pool, choice, {})[0] == without);
}

TEST_CASE("rows that equal the evaluated document are drawn again without it") {
  const auto pool = documents({7, 7, 7, 1, 2});
  for (int evaluated = 0; evaluated < 5; ++evaluated) {
    const auto chosen =
        choose_examples(documents({7}), pool, {.count = 2, .leave_out_evaluated = true, .seed = evaluated}, {})[0];
    CHECK(chosen.size() == 2);
    for (const std::size_t i : chosen) CHECK(i >= 3);
  }
}

TEST_CASE("first_n takes the first rows that are not the evaluated document") {
  const auto pool = documents({5, 6, 7});
  CHECK(choose_examples(documents({6}), pool, {.sampler = "first_n", .count = 2}, {})[0] ==
        std::vector<std::size_t>{0, 1});
  CHECK(choose_examples(documents({6}), pool, {.sampler = "first_n", .count = 2, .leave_out_evaluated = true}, {})[0] ==
        std::vector<std::size_t>{0, 2});
}

TEST_CASE("a pool that is too small is an error at the split") {
  const auto pool = documents({5, 6});
  const Place place{.file = "t.yaml", .line = 4};
  CHECK_THROWS_WITH_AS(choose_examples(documents({1}), pool, {.count = 3}, place),
                       "t.yaml:4: num_fewshot 3 needs more examples than there are: 2", Error);
  CHECK_THROWS_WITH_AS(
      choose_examples(documents({5}), pool, {.sampler = "first_n", .count = 2, .leave_out_evaluated = true}, place),
      "t.yaml:4: num_fewshot 2 needs more examples than there are: 2, the evaluated document among them", Error);
  CHECK(choose_examples(documents({1}), {}, {.count = 0}, place) == Indexes{{}});
}

TEST_CASE("per_document draws by the document's own number: neither order nor those before it matter") {
  const auto pool = documents(range(50));
  const FewshotChoice choice{.sampler = "per_document", .task = "t", .count = 4};
  const auto evaluated = documents(range(6));
  const Indexes all = choose_examples(evaluated, pool, choice, {});
  for (std::size_t i = 0; i < evaluated.size(); ++i) {
    CHECK(choose_examples(std::span(evaluated).subspan(i, 1), pool, choice, {})[0] == all[i]);
    CHECK(std::set(all[i].begin(), all[i].end()).size() == 4);
  }
  CHECK(all[0] != all[1]);
  FewshotChoice other = choice;
  other.task = "u";
  CHECK(choose_examples(evaluated, pool, other, {}) != all);
}

TEST_CASE("per_document passes over rows that equal the evaluated one") {
  const auto pool = documents({7, 7, 1, 7, 2});
  FewshotChoice choice{.sampler = "per_document", .task = "t", .count = 2, .leave_out_evaluated = true};
  auto chosen = choose_examples(documents({7}), pool, choice, {})[0];
  std::sort(chosen.begin(), chosen.end());
  CHECK(chosen == std::vector<std::size_t>{2, 4});
  choice.count = 3;
  CHECK_THROWS_AS(choose_examples(documents({7}), pool, choice, {}), Error);
}

TEST_CASE("what a document must not have is passed over where examples are drawn for it alone") {
  const auto pool = documents(range(6));
  const auto evaluated = documents(range(6));
  const auto own = [](std::size_t document, std::size_t example) { return document == example; };
  FewshotChoice choice{.sampler = "per_document", .task = "t", .count = 5, .left_out = own};
  const Indexes drawn = choose_examples(evaluated, pool, choice, {});
  for (std::size_t i = 0; i < drawn.size(); ++i) CHECK(std::ranges::count(drawn[i], i) == 0);
  choice.sampler = "first_n";
  choice.count = 2;
  CHECK(choose_examples(evaluated, pool, choice, {})[0] == std::vector<std::size_t>{1, 2});
  CHECK(choose_examples(evaluated, pool, choice, {})[4] == std::vector<std::size_t>{0, 1});
  choice.count = 6;
  CHECK_THROWS_AS(choose_examples(evaluated, pool, choice, {}), Error);
}
