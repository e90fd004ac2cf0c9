#include "task/document_choice.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <numeric>

#include "support/error_of.h"

namespace coldread {
namespace {

using test::contains;
using test::error_of;
using Ids = std::vector<std::size_t>;

TEST_CASE("a limit is a number, a fraction or a percentage") {
  CHECK(document_limit(std::int64_t{3}, "limit").of(10) == 3);
  CHECK(document_limit(std::int64_t{30}, "limit").of(10) == 10);
  CHECK(document_limit(5.0, "limit").of(10) == 5);
  CHECK(document_limit(0.1, "limit").of(31) == 4);
  CHECK(document_limit("10%", "limit").of(31) == 4);
  CHECK(document_limit("7%", "limit").of(100) == 7);
  CHECK(document_limit(0.07, "limit").of(100) == 8);  // 100 * 0.07 is a little more than 7, there too
  CHECK(document_limit("0.5%", "limit").of(3) == 1);
  CHECK(document_limit("100%", "limit").of(3) == 3);
}

TEST_CASE("what is no limit is refused with what one is") {
  for (const Value& wrong : {Value(std::int64_t{0}), Value(std::int64_t{-1}), Value(2.5), Value("0%"), Value("101%"),
                             Value("ten"), Value("10 %x"), Value(List{}), Value(true)}) {
    CHECK(contains(error_of([&] { document_limit(wrong, "--limit"); }),
                   "--limit must be a whole number, 1 or more, or a "
                   "share of the documents such as 10% or 0.1"));
  }
}

TEST_CASE("a limit is written as it is read") {
  for (const Value& value : {Value(std::int64_t{3}), Value(0.25), Value("12.5%")})
    CHECK(to_value(document_limit(value, "limit")) == value);
}

TEST_CASE("ids are numbers and ranges, sorted and joined") {
  CHECK(to_string(document_ids("3,7,12-20", "ids")) == "3,7,12-20");
  CHECK(to_string(document_ids(" 20 , 12-19,3 ,7, 7,4-5", "ids")) == "3-5,7,12-20");
  CHECK(to_string(document_ids(List{std::int64_t{2}, std::int64_t{0}, "8-9"}, "ids")) == "0,2,8-9");
  for (const Value& wrong : {Value(""), Value("a"), Value("-1"), Value("5-2"), Value("1,,2"), Value(List{}), Value(1.5),
                             Value(List{true}), Value("1-9223372036854775807")}) {
    CHECK(contains(error_of([&] { document_ids(wrong, "--documents"); }), "as in 3,7,12-20"));
  }
}

TEST_CASE("documents are taken by id, at random and up to the limit") {
  CHECK(choose_documents(4, {}, "t") == Ids{0, 1, 2, 3});
  CHECK(choose_documents(9, {.ids = document_ids("5,2-3", "ids")}, "t") == Ids{2, 3, 5});
  CHECK(choose_documents(9, {.ids = document_ids("5,2-3", "ids"), .limit = 2}, "t") == Ids{2, 3});
  CHECK(contains(error_of([] { choose_documents(3, {.ids = document_ids("1,3", "ids")}, "t"); }),
                 "task 't' has documents 0 to 2, not 3"));
  const Ids drawn = choose_documents(100, {.shuffle = 1, .limit = 10}, "t");
  CHECK(drawn.size() == 10);
  CHECK(std::is_sorted(drawn.begin(), drawn.end()));
  CHECK(drawn == choose_documents(100, {.shuffle = 1, .limit = 10}, "t"));
  CHECK(drawn != choose_documents(100, {.shuffle = 2, .limit = 10}, "t"));
  CHECK(drawn != choose_documents(100, {.shuffle = 1, .limit = 10}, "other"));
  CHECK(choose_documents(3, {.shuffle = 1}, "t") == Ids{0, 1, 2});
}

}  // namespace
}  // namespace coldread
