#include <doctest/doctest.h>
#include <numeric>

#include "base/mt19937.h"
#include "reference/metrics/cases.h"

using namespace coldread;
using reference::Case;

namespace {

Value list_of(const std::vector<std::size_t>& indexes) {
  List list;
  for (const std::size_t index : indexes) list.emplace_back(static_cast<std::int64_t>(index));
  return list;
}

std::size_t size_of(const Value& step, const char* name) {
  return static_cast<std::size_t>(step.find(name)->as_int());
}

/// One call or a few of the same kind, as the reference lists them.
Value run(PythonRandom& random, const Value& step) {
  const std::string& op = step.find("op")->as_string();
  const List& out = step.find("out")->as_list();
  const Value* args = step.find("args");
  if (op == "sample") return list_of(random.sample(size_of(step, "n"), size_of(step, "k")));
  if (op == "choices") return list_of(random.choices(size_of(step, "n"), size_of(step, "k")));
  if (op == "choices_weights") {
    return list_of(random.choices(reference::numbers(*step.find("weights")), size_of(step, "k")));
  }
  if (op == "shuffle") {
    std::vector<std::size_t> items(size_of(step, "n"));
    std::iota(items.begin(), items.end(), std::size_t{0});
    random.shuffle(items);
    return list_of(items);
  }
  List got;
  for (std::size_t k = 0; k < out.size(); ++k) {
    const auto arg = [&](std::size_t i) { return args->as_list()[i].as_int(); };
    const auto real = [&](std::size_t i) { return args->as_list()[i].as_number(); };
    if (op == "random") got.emplace_back(random.random());
    if (op == "getrandbits")
      got.emplace_back(std::to_string(random.getrandbits(static_cast<int>(step.find("k")->as_int()))));
    if (op == "randbelow") got.emplace_back(static_cast<std::int64_t>(random.randbelow(size_of(step, "bound"))));
    if (op == "randint") got.emplace_back(random.randint(arg(0), arg(1)));
    if (op == "randrange") got.emplace_back(random.randrange(arg(0), arg(1), args->as_list().size() > 2 ? arg(2) : 1));
    if (op == "choice") got.emplace_back(static_cast<std::int64_t>(random.choice(size_of(step, "n"))));
    if (op == "uniform") got.emplace_back(random.uniform(real(0), real(1)));
    if (op == "gauss") got.emplace_back(random.gauss(real(0), real(1)));
    if (op == "sample_stream") got.push_back(list_of(random.sample(size_of(step, "n"), size_of(step, "k"))));
  }
  return got;
}

}  // namespace

TEST_CASE("CPython's random.Random gives the same numbers") {
  reference::Tally tally("mt19937.jsonl");
  for (const Case& one : reference::cases("mt19937.jsonl")) {
    const std::string& seed = one.input("seed").as_string();
    const PythonRandom seeded = one.input("seed_type").as_string() == "int" ? PythonRandom::from_decimal(seed)
                                                                            : PythonRandom(std::string_view(seed));
    const bool fresh = one.param("kind").as_string().starts_with("a fresh generator per op");
    PythonRandom random = seeded;
    bool good = true;
    for (const Value& step : one.expected.as_list()) {
      if (fresh) random = seeded;
      good = good && run(random, step) == *step.find("out");
    }
    tally.add(one, good);
  }
}
