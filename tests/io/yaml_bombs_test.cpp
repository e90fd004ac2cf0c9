#include <doctest/doctest.h>
#include <functional>
#include <string>
#include <vector>

#include "io/yaml.h"
#include "support/bounded.h"
#include "support/times.h"

namespace coldread {
namespace {

using test::times;

std::string each(int count, const std::function<std::string(int)>& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text(i);
  return all;
}

std::string number(int i) {
  return std::to_string(i);
}

/// ai: a list of `width` aliases of the one before.
std::string doubling(int levels, int width) {
  return "a0: &a0 [x]\n" + each(levels, [&](int i) {
           return "a" + number(i + 1) + ": &a" + number(i + 1) + " [" + times(width, "*a" + number(i) + ", ") + "]\n";
         });
}

struct Bomb {
  std::string name;
  std::string text;
  bool refused = true;
};

std::vector<Bomb> bombs() {
  const int kilo = 1000;
  return {
      {"a billion laughs", doubling(9, 9)},
      {"two to the 60", doubling(60, 2)},
      {"fifty of fifty", doubling(2, 50), false},
      {"merge keys, doubled", "a0: &a0 {x: 1}\n" + each(40,
                                                        [](int i) {
                                                          return "a" + number(i + 1) + ": &a" + number(i + 1) +
                                                                 "\n  k" + number(i) + ": {<<: [*a" + number(i) +
                                                                 ", *a" + number(i) + "]}\n  <<: *a" + number(i) + "\n";
                                                        })},
      {"merge keys of many dicts",
       each(24,
            [](int i) {
              return "m" + number(i) + ": &m" + number(i) + " {" +
                     each(2000, [&](int k) { return "k" + number(i) + "_" + number(k) + ": ,"; }) + "}\n";
            }) +
           "all: {<<: [" + each(24, [](int i) { return "*m" + number(i) + ","; }) + "]}\n"},
      {"anchors around anchors",
       each(60, [](int i) { return "&a" + number(i) + " ["; }) + times(40 * kilo, "a,") + times(60, "]")},
      {"an alias of its own parent", "a: &a [1, *a]\n"},
      {"an alias within its key's value", "&a x: {*a : *a}\n", false},
      {"more aliases than allowed", "a: &a 1\nb: [" + times(5 * kilo, "*a, ") + "]\n"},
      {"an unknown alias, often", "[" + times(5 * kilo, "*nothing, ") + "]"},
      {"many anchors", times(51 * kilo, "- &a x\n")},
      {"flow lists in flow lists", times(500 * kilo, "[")},
      {"flow dicts in flow dicts", times(500 * kilo, "{")},
      {"flow dicts as keys", times(100 * kilo, "{? ")},
      {"block lists in block lists", times(200 * kilo, "- ")},
      {"explicit keys in explicit keys", times(200 * kilo, "? ")},
      {"keys that dig in", each(1200, [](int i) { return times(i, " ") + "a:\n"; })},
      {"half-closed brackets", times(200 * kilo, "[}")},
      {"half a million nulls", "[" + times(500 * kilo, ",") + "]"},
      {"half a million items", "[" + times(500 * kilo, "a,") + "]"},
      {"a hundred thousand keys", "{" + each(100 * kilo, [](int i) { return number(i) + ","; }) + "}"},
      {"one key a hundred thousand times", times(100 * kilo, "a: 1\n")},
      {"a line of one megabyte", "a: " + times(1000 * kilo, "x"), false},
      {"a quoted scalar that never ends", "\"" + times(1000 * kilo, "x")},
      {"a quoted scalar of breaks", "a: \"" + times(900 * kilo, "\n") + "\"", false},
      {"a megabyte of breaks", times(1000 * kilo, "\n"), false},
      {"a literal block of blank lines", "a: |\n" + times(900 * kilo, "\n"), false},
      {"documents by the thousand", times(200 * kilo, "---\n")},
      {"directives by the thousand", each(30 * kilo, [](int i) { return "%TAG !" + number(i) + "! tag:x,\n"; }), false},
      {"more than a megabyte", times(1100 * kilo, "#")},
      {"tags by the thousand", times(100 * kilo, "- !!str\n")},
      {"comments by the thousand", times(300 * kilo, "#\n"), false},
  };
}

TEST_CASE("YAML bombs end in an error with a place, in little memory and time") {
  constexpr std::size_t kMemory = std::size_t{50} << 20u;
  constexpr unsigned kSeconds = 5;
  for (const Bomb& bomb : bombs()) {
    const test::Bounded end = test::bounded(kMemory, kSeconds, [&] {
      parse_yaml(bomb.text, "bomb.yaml");
      return std::string("parsed");
    });
    INFO(bomb.name << ": " << end.text.substr(0, 200));
    CHECK(end.death == "");
    CHECK(end.error == bomb.refused);
    CHECK((!end.error || end.text.starts_with("bomb.yaml")));
  }
}

}  // namespace
}  // namespace coldread
