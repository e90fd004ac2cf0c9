#include "task/fewshot.h"

#include <algorithm>
#include <numeric>

#include "base/mt19937.h"
#include "base/philox.h"

namespace coldread {
namespace {

[[noreturn]] void too_small(std::size_t count, std::size_t pool, bool leave_out, const Place& place) {
  throw Error(ErrorCode::usage, place,
              "num_fewshot " + std::to_string(count) + " needs more examples than there are: " + std::to_string(pool) +
                  (leave_out ? ", the evaluated document among them" : ""));
}

/// Whether an example is one that the document must not have.
using LeftOut = std::function<bool(std::size_t example)>;

std::vector<std::size_t> first_n(const LeftOut& left_out, std::size_t pool, const FewshotChoice& choice,
                                 const Place& place) {
  std::vector<std::size_t> chosen;
  bool any = false;
  for (std::size_t i = 0; i < pool && chosen.size() < choice.count; ++i) {
    if (left_out(i)) {
      any = true;
    } else {
      chosen.push_back(i);
    }
  }
  if (chosen.size() < choice.count) too_small(choice.count, pool, any, place);
  return chosen;
}

std::vector<std::size_t> random(PythonRandom& random, const Document* left_out, std::span<const Document> pool,
                                const FewshotChoice& choice, const Place& place) {
  const std::size_t drawn = choice.count + (left_out != nullptr ? 1 : 0);
  if (drawn > pool.size()) too_small(choice.count, pool.size(), left_out != nullptr, place);
  std::vector<std::size_t> chosen = random.sample(pool.size(), drawn);
  if (left_out == nullptr) return chosen;
  const auto same = [&](std::size_t i) { return pool[i].fields == left_out->fields; };
  std::erase_if(chosen, same);
  if (chosen.size() >= choice.count) {
    chosen.resize(choice.count);
    return chosen;
  }
  // Rows that occur twice: draw again from what differs.
  std::vector<std::size_t> rest(pool.size());
  std::iota(rest.begin(), rest.end(), std::size_t{0});
  std::erase_if(rest, same);
  if (rest.size() < choice.count) too_small(choice.count, pool.size(), true, place);
  chosen.clear();
  for (const std::size_t i : random.sample(rest.size(), choice.count)) chosen.push_back(rest[i]);
  return chosen;
}

std::vector<std::size_t> keyed(const Document& document, const LeftOut& left_out, std::size_t pool,
                               const FewshotChoice& choice, const Place& place) {
  const RandomStream stream(static_cast<std::uint64_t>(choice.seed), choice.task, document.id, 0);
  std::vector<std::size_t> chosen;
  const std::size_t most_draws = 1000 + 50 * pool;
  for (std::uint32_t step = 0; chosen.size() < choice.count; ++step) {
    if (step > most_draws) too_small(choice.count, pool, true, place);
    const auto i = static_cast<std::size_t>(stream.uniform(step) * static_cast<double>(pool));
    if (std::ranges::find(chosen, i) == chosen.end() && !left_out(i)) chosen.push_back(i);
  }
  return chosen;
}

}  // namespace

std::vector<std::vector<std::size_t>> choose_examples(std::span<const Document> evaluated,
                                                      std::span<const Document> pool, const FewshotChoice& choice,
                                                      const Place& place) {
  std::vector<std::vector<std::size_t>> chosen(evaluated.size());
  if (choice.count == 0) return chosen;
  if (choice.count > pool.size()) too_small(choice.count, pool.size(), choice.leave_out_evaluated, place);
  PythonRandom stream(choice.seed);
  for (std::size_t i = 0; i < evaluated.size(); ++i) {
    const auto left_out = [&](std::size_t example) {
      if (choice.leave_out_evaluated && pool[example].fields == evaluated[i].fields) return true;
      return choice.left_out && choice.left_out(i, example);
    };
    const Document* own = choice.leave_out_evaluated ? &evaluated[i] : nullptr;
    chosen[i] = choice.sampler == "first_n"        ? first_n(left_out, pool.size(), choice, place)
                : choice.sampler == "per_document" ? keyed(evaluated[i], left_out, pool.size(), choice, place)
                                                   : random(stream, own, pool, choice, place);
  }
  return chosen;
}

}  // namespace coldread
