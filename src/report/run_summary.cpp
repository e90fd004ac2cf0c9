#include "report/run_summary.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <set>

#include "base/error.h"
#include "io/file.h"
#include "io/json.h"

namespace coldread {
namespace {

/// A results.json of a large suite has a few megabytes.
constexpr std::size_t kMostBytes = std::size_t{64} << 20u;
/// No score is larger; what is would only break a chart.
constexpr double kLargest = 1e12;

std::string text_at(const Value& value, std::string_view key) {
  const Value* found = value.find(key);
  return found != nullptr && found->is_string() ? found->as_string() : "";
}

double number_at(const Value& value, std::string_view key, double otherwise) {
  const Value* found = value.find(key);
  return found != nullptr && found->is_number() ? found->as_number() : otherwise;
}

std::string version_of(const Value& root, const std::string& task) {
  const Value* versions = root.find("versions");
  const Value* version = versions == nullptr ? nullptr : versions->find(task);
  if (version == nullptr || version->is_null()) return "";
  return version->is_string() ? version->as_string() : to_json(*version);
}

void add_scores(const Value& root, const Value& column, RunSummary& summary) {
  const Value* scores = column.find("scores");
  if (scores == nullptr || !scores->is_list()) return;
  std::set<std::string> seen;
  for (const Value& score : scores->as_list()) {
    const double value = number_at(score, "value", NAN);
    const std::string task = text_at(score, "task");
    if (!(std::abs(value) <= kLargest) || !seen.insert(task).second) continue;  // the first metric is the primary one
    SummaryScore one{.arm = text_at(column, "id"),
                     .task = task,
                     .metric = text_at(score, "metric"),
                     .version = version_of(root, task),
                     .value = value,
                     .low = value,
                     .high = value};
    const Value* interval = score.find("interval");
    if (interval != nullptr && interval->is_list() && interval->as_list().size() == 2 &&
        std::ranges::all_of(interval->as_list(), &Value::is_number)) {
      one.low = std::clamp(interval->as_list()[0].as_number(), -kLargest, value);
      one.high = std::clamp(interval->as_list()[1].as_number(), value, kLargest);
    }
    summary.scores.push_back(std::move(one));
  }
}

void add_health(const Value& column, RunSummary& summary) {
  const Value* health = column.find("health");
  if (health == nullptr || !health->is_dict()) return;
  for (const auto& [task, counts] : health->as_dict()) {
    if (!counts.is_dict()) continue;
    for (const auto& [kind, count] : counts.as_dict()) {
      if (kind == "asked" || !count.is_int() || count.as_int() <= 0) continue;
      const auto known = std::ranges::find(summary.troubles, kind, &std::pair<std::string, std::int64_t>::first);
      if (known == summary.troubles.end()) {
        summary.troubles.emplace_back(kind, count.as_int());
      } else if (known->second <= INT64_MAX - count.as_int()) {
        known->second += count.as_int();
      }
    }
  }
}

void add_column(const Value& root, const Value& column, RunSummary& summary) {
  if (const Value* model = column.find("model")) {
    std::string name = text_at(*model, "name");
    const std::string compute = text_at(*model, "compute");
    if (!compute.empty() && compute != "fp32") name += " (" + compute + ")";
    if (std::ranges::find(summary.models, name) == summary.models.end()) summary.models.push_back(name);
  }
  add_scores(root, column, summary);
  add_health(column, summary);
}

}  // namespace

RunSummary summarize_results(std::string_view json, const std::string& file) {
  const Value root = parse_json(json, file);
  const Value* own = root.find("coldread");
  const Value* columns = root.find("runs");
  if (own == nullptr || !own->is_dict() || columns == nullptr || !columns->is_list()) {
    throw Error(ErrorCode::input, {.file = file}, "is not a results.json of coldread");
  }
  RunSummary summary;
  summary.name = text_at(*own, "name");
  summary.version = text_at(*own, "version");
  summary.digest = text_at(*own, "answers_digest");
  if (const Value* unfinished = own->find("unfinished")) {
    summary.unfinished = fmt::format("{:.0f} of {:.0f} documents", number_at(*unfinished, "answered", 0),
                                     number_at(*unfinished, "documents", 0));
  }
  for (const Value& column : columns->as_list()) add_column(root, column, summary);
  return summary;
}

RunSummary summarize_run(const std::filesystem::path& folder) {
  const std::filesystem::path results = folder / "results.json", execution = folder / "run.json";
  RunSummary summary;
  std::error_code ignored;
  try {
    if (std::filesystem::exists(results, ignored)) {
      summary = summarize_results(read_text_file(results, ErrorCode::input, kMostBytes), results.string());
    } else {
      summary.unfinished = "no results yet";
    }
    if (std::filesystem::exists(execution, ignored)) {
      const std::string text = read_text_file(execution, ErrorCode::input, kMostBytes);
      summary.started = text_at(parse_json(text, execution.string()), "started");
    }
  } catch (const Error& error) {
    summary.trouble = error.what();
  }
  if (summary.name.empty()) summary.name = folder.filename().string();
  return summary;
}

}  // namespace coldread
