#include "report/health_text.h"

#include <fmt/format.h>
#include <string_view>

#include "report/html/html_writer.h"
#include "report/visible_text.h"

namespace coldread {
namespace {

/// What stands behind "3 of 10"; nothing for failures, whose causes are told elsewhere.
std::string words_of(const TaskHealth& health, std::string_view kind) {
  if (kind == "cut") return "cut at the token limit";
  if (kind == "repetitive") return "repetitive";
  if (kind == "no_match") return "without a match: the filter found nothing";
  if (kind == "truncated") return "with a prompt truncated to the model's context";
  if (kind != "empty") return "";
  const auto empty = static_cast<std::int64_t>(health.empty.size());
  if (health.ended_at_once == 0) return "empty";
  if (health.ended_at_once < empty) return fmt::format("empty ({} ended at once)", health.ended_at_once);
  return 2 * empty < health.asked ? "empty, ended at once" : "empty, ended at once: wrong chat template?";
}

}  // namespace

namespace {

/// Of many runs: a line a task and kind over all of them, with the run that has most of it.
std::vector<HealthLine> lines_of_many(const Report& report) {
  std::vector<HealthLine> lines;
  for (const TaskFacts& task : report.tasks) {
    for (const HealthKind& kind : kHealthKinds) {
      std::int64_t count = 0, asked = 0;
      const TaskHealth* worst = nullptr;
      for (const TaskHealth& health : report.health) {
        if (health.task != task.name || words_of(health, kind.name).empty()) continue;
        const auto documents = std::ssize(health.*kind.documents);
        asked += health.asked;
        count += documents;
        if (documents > 0 && (worst == nullptr || documents > std::ssize(worst->*kind.documents))) worst = &health;
      }
      if (worst == nullptr) continue;
      const std::string most = fmt::format("most in {}: {} of {}", report.runs[worst->run].id,
                                           (worst->*kind.documents).size(), worst->asked);
      lines.push_back(
          {.text = fmt::format("{}: {} of {} {}; {}", task.name, count, asked,
                               std::string_view(kind.name) == "empty" ? "empty" : words_of(*worst, kind.name), most),
           .address = fmt::format("task={}&show={}", encode_uri(task.name), kind.name)});
    }
  }
  return lines;
}

}  // namespace

std::vector<HealthLine> health_lines(const Report& report) {
  constexpr std::size_t kFewRuns = 2;  // that have lines of their own
  if (report.runs.size() > kFewRuns) return lines_of_many(report);
  std::vector<HealthLine> lines;
  for (const TaskHealth& health : report.health) {
    const std::string run = report.runs.size() > 1 ? " in " + report.runs[health.run].id : "";
    for (const HealthKind& kind : kHealthKinds) {
      const std::size_t count = (health.*kind.documents).size();
      const std::string words = words_of(health, kind.name);
      if (count == 0 || words.empty()) continue;
      lines.push_back({.text = fmt::format("{}{}: {} of {} {}", health.task, run, count, health.asked, words),
                       .address = fmt::format("task={}{}&show={}", encode_uri(health.task),
                                              run.empty() ? "" : fmt::format("&run={}", health.run), kind.name)});
    }
  }
  return lines;
}

std::string health_text(const Report& report) {
  constexpr std::size_t kShown = 20;
  const std::vector<HealthLine> lines = health_lines(report);
  std::string text;
  for (std::size_t i = 0; i < lines.size() && i < kShown; ++i) {
    text += (i == 0 ? "health   " : "         ") + visible_text(lines[i].text) + "\n";
  }
  if (lines.size() > kShown) text += fmt::format("         and {} more, in the report\n", lines.size() - kShown);
  return text;
}

Dict health_counts(const Report& report, std::size_t run) {
  Dict tasks;
  for (const TaskHealth& health : report.health) {
    if (health.run != run) continue;
    Dict counts;
    counts.set("asked", health.asked);
    for (const HealthKind& kind : kHealthKinds) {
      counts.set(kind.name, static_cast<std::int64_t>((health.*kind.documents).size()));
    }
    tasks.set(health.task, std::move(counts));
  }
  return tasks;
}

}  // namespace coldread
