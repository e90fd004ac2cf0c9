#include "filter/filter.h"

#include <algorithm>
#include <doctest/doctest.h>

#include "base/error.h"
#include "reference/metrics/cases.h"

using namespace coldread;
using reference::Case;

namespace {

List apply(const std::string& name, List responses, Dict options = {}, Value fields = Dict{}) {
  return make_filter(name, options)->apply(std::move(responses), Document{0, std::move(fields)});
}

Dict with(const std::string& key, Value value) {
  Dict options;
  options.set(key, std::move(value));
  return options;
}

/// Runs a case's pipeline on each document. A take_first at the end leaves a value, anything else a list.
List run_pipeline(const Case& one) {
  List filtered;
  const List& documents = one.input("docs").as_list();
  const List& responses = one.input("resps").as_list();
  for (std::size_t k = 0; k < responses.size(); ++k) {
    List current = responses[k].as_list();
    std::string last;
    for (const Value& step : one.param("pipeline").as_list()) {
      Dict options = step.as_dict();
      last = step.find("function")->as_string();
      options.erase("function");
      current =
          make_filter(last, options)->apply(std::move(current), Document{static_cast<std::int64_t>(k), documents[k]});
    }
    filtered.push_back(last == "take_first" ? current.front() : Value(current));
  }
  return filtered;
}

}  // namespace

TEST_CASE("regex takes the match that group_select names, and the first group that is not empty") {
  CHECK(apply("regex", {"x #### 1,234 y"}) == List{"1,234"});
  CHECK(apply("regex", {"nothing", 7}) == List{"[invalid]", "[invalid]"});
  Dict last = with("regex_pattern", "(-?[$0-9.,]{2,})|(-?[0-9]+)");
  last.set("group_select", -1);
  CHECK(apply("regex", {"from 10 to 3"}, last) == List{"3"});
}

TEST_CASE("regex strips its fallback only where every group of a match is empty, as lm-evaluation-harness does") {
  Dict options = with("regex_pattern", "(x)?(y)?z");
  options.set("fallback", " none ");
  CHECK(apply("regex", {"z", "q"}, options) == List{"none", " none "});
}

TEST_CASE("majority_vote takes the first of equals") {
  CHECK(apply("majority_vote", {"b", "a", "a", "b", "c"}) == List{"b"});
}

TEST_CASE("take_first_k needs k responses") {
  CHECK(apply("take_first_k", {"a", "b", "c"}, with("k", 2)) == List{"a", "b"});
  CHECK_THROWS_AS(apply("take_first_k", {"a"}, with("k", 2)), Error);
  CHECK_THROWS_AS(make_filter("take_first_k"), Error);
}

TEST_CASE("map gives null for what it does not know") {
  Dict options = with("mapping_dict", with("yes", 1));
  CHECK(apply("map", {"yes", "no"}, options) == List{1, nullptr});
  options.set("default_value", -1);
  CHECK(apply("map", {"no"}, options) == List{-1});
}

TEST_CASE("multi_choice_regex tries the pattern, the choices' texts, then a letter after a colon") {
  const Value fields = with("choices", List{"Guilty", "Guilty of Romance", "Free"});
  Dict options = with("regex_pattern", R"((\([A-Z]\)))");
  CHECK(apply("multi_choice_regex", {"I say (B)."}, options, fields) == List{"(B)"});
  CHECK(apply("multi_choice_regex", {"Guilty of Romance it is"}, options, fields) == List{"(B)"});
  CHECK(apply("multi_choice_regex", {"Answer: C"}, options, fields) == List{"(C)"});
  CHECK(apply("multi_choice_regex", {"no idea"}, options, fields) == List{"[invalid]"});
  CHECK_THROWS_AS(apply("multi_choice_regex", {"x"}, options), Error);
}

TEST_CASE("format_span brings labels to four and drops none") {
  CHECK(apply("format_span", {"Person: Ann Lee, Bo $$ Location : none $$ date: May"}) ==
        List{"per: ann lee $ per: bo $ date: may"});
}

TEST_CASE("regex_pos lists the tags") {
  CHECK(apply("regex_pos", {"[('a', 'DET'), ('dog', 'NOUN')]", "?"}) == List{List{"DET", "NOUN"}, List{"invalid"}});
}

TEST_CASE("an unknown filter, a bad option and a bad pattern are named") {
  const auto message = [](const std::string& name, const Dict& options) -> std::string {
    try {
      make_filter(name, options);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  CHECK(message("lower_case", {}) == "unknown filter 'lower_case'; did you mean 'lowercase'?");
  CHECK(message("regex", with("regex_patern", "x")).find("did you mean 'regex_pattern'") != std::string::npos);
  CHECK(message("regex", with("regex_pattern", "(")).find("pattern '('") != std::string::npos);
}

TEST_CASE("every filter of the table has a name of its own and can be made, or says which option it needs") {
  const auto names = filter_names();
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK(std::count(names.begin(), names.end(), name) == 1);
    try {
      const auto filter = make_filter(name);
      CHECK(filter != nullptr);
    } catch (const Error& error) {
      CHECK(std::string(error.what()).starts_with("filter '" + name + "': needs the option '"));
    }
  }
}

TEST_CASE("lm-evaluation-harness's filter pipelines give what ours give") {
  reference::Tally tally("filters.jsonl");
  for (const Case& one : reference::cases("filters.jsonl")) {
    const bool wants_error = one.expected.is_dict() && one.wants("error");
    bool good = false;
    try {
      const List got = run_pipeline(one);
      good = !wants_error && Value(got) == one.want("filtered");
      if (!good) std::printf("got %s\n", to_json(Value(got)).c_str());
    } catch (const Error& error) {
      good = wants_error;
      if (!good) std::printf("threw %s\n", error.what());
    }
    tally.add(one, good);
  }
}
