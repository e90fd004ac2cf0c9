#include "report/interval_note.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace coldread {
namespace {

bool draws_passages(const ScoreRow& row) {
  return std::ranges::any_of(row.cells, [](const Score* score) {
    return score != nullptr && score->interval && score->interval->method == "cluster bootstrap";
  });
}

}  // namespace

std::string interval_note(const std::vector<TaskBlock>& blocks) {
  constexpr std::size_t kNamed = 4;
  std::vector<std::string> tasks;
  for (const TaskBlock& block : blocks) {
    if (std::ranges::any_of(block.rows, draws_passages)) tasks.push_back(title_of(*block.facts));
  }
  if (tasks.empty()) return "";
  const std::string names =
      tasks.size() > kNamed ? fmt::format("{} tasks", tasks.size()) : fmt::format("{}", fmt::join(tasks, ", "));
  return "Documents of " + names + " share passages: the intervals there are a bootstrap over passages.";
}

}  // namespace coldread
