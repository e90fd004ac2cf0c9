#include "task/own_answers.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace coldread {
namespace {

/// The row as an example with an answer; nothing where it cannot be written, or has none.
std::optional<std::vector<Turn>> written(const OwnAnswers::Writer& write, const Document& row) {
  try {
    std::vector<Turn> turns = write(row);
    if (turns.size() < 2) return std::nullopt;
    return turns;
  } catch (const Error&) {
    return std::nullopt;
  }
}

bool same_texts(const std::vector<Turn>& a, const std::vector<Turn>& b) {
  return std::ranges::equal(
      a, b, [](const Turn& one, const Turn& other) { return one.role == other.role && one.content == other.content; });
}

}  // namespace

OwnAnswers::OwnAnswers(std::span<const Document> evaluated, std::span<const Document> pool, Writer write_evaluated,
                       Writer write_example)
    : evaluated_(evaluated),
      pool_(pool),
      write_evaluated_(std::move(write_evaluated)),
      write_example_(std::move(write_example)) {}

bool OwnAnswers::holds(std::size_t document, std::size_t example) {
  if (evaluated_[document].fields == pool_[example].fields) return true;
  if (document_ != document) {
    own_ = written(write_evaluated_, evaluated_[document]);
    document_ = document;
  }
  if (!own_) return false;
  const auto [at, unknown] = examples_.try_emplace(example);
  if (unknown) at->second = written(write_example_, pool_[example]);
  return at->second && same_texts(*own_, *at->second);
}

std::size_t OwnAnswers::count(std::span<const std::vector<std::size_t>> chosen) {
  std::size_t documents = 0;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (std::ranges::any_of(chosen[i], [&](std::size_t example) { return holds(i, example); })) ++documents;
  }
  return documents;
}

}  // namespace coldread
