#include "report/breakdown.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <set>

#include "base/number_text.h"
#include "report/sample_view.h"
#include "stats/distributions.h"
#include "stats/moments.h"
#include "stats/proportion.h"

namespace coldread {
namespace {

constexpr std::size_t kMostValues = 12;
constexpr std::size_t kBins = 4;
constexpr std::size_t kFewestDocuments = 6;
constexpr std::size_t kLongestValue = 60;  // bytes: what is longer is a text, not a label
constexpr double kLevel = 0.95;

/// A document's value in one column.
struct Entry {
  std::string text;
  std::optional<double> number = {};
};

/// The values of one column by document.
struct Column {
  std::string name;
  bool is_counted = false;
  std::map<std::int64_t, Entry> entries;
};

/// The samples of one task: by arm and run.
using RunSamples = std::map<std::int64_t, const Sample*>;

std::vector<RunSamples> samples_by_run(const Report& report, const std::string& task) {
  std::vector<RunSamples> runs(report.runs.size());
  for (const Sample& sample : report.samples) {
    if (sample.task == task) runs[sample.run][sample.document] = &sample;
  }
  return runs;
}

/// Absent for lists, dicts and nothing.
std::optional<Entry> entry_of(const Value& value) {
  if (value.is_bool()) return Entry{value.as_bool() ? "true" : "false"};
  if (value.is_int()) return Entry{std::to_string(value.as_int()), static_cast<double>(value.as_int())};
  if (value.is_real()) return Entry{number_text(value.as_real()), value.as_real()};
  return value.is_string() ? std::optional(Entry{value.as_string()}) : std::nullopt;
}

void add_fields(const Value& fields, const std::string& prefix, std::int64_t document,
                std::map<std::string, Column>& columns) {
  if (!fields.is_dict()) return;
  for (const auto& [key, value] : fields.as_dict()) {
    if (value.is_dict() && prefix.empty()) add_fields(value, key + ".", document, columns);
    const auto entry = entry_of(value);
    if (!entry) continue;
    Column& column = columns[prefix + key];
    column.name = prefix + key;
    column.entries[document] = *entry;
  }
}

/// What is counted in a sample of one run.
void add_counts(const Sample& sample, std::map<std::string, Column>& columns) {
  const auto add = [&](const std::string& name, std::int64_t number) {
    Column& column = columns[name];
    column.name = name;
    column.is_counted = true;
    column.entries[sample.document] = {std::to_string(number), static_cast<double>(number)};
  };
  const SampleView view = view_of(sample);
  if (view.context_tokens > 0) add("prompt tokens", view.context_tokens);
  if (!view.answers.empty()) add("answer tokens", view.answers.front().tokens);
  if (view.choices.size() < 2) return;
  const auto gold = std::ranges::find_if(view.choices, &ChoiceView::is_gold);
  if (gold != view.choices.end()) add("position of the answer", gold - view.choices.begin() + 1);
}

/// The columns in the order of the first documents' fields, those first that the metadata names, counted ones last.
std::vector<Column> columns_of(const TaskFacts& task, const RunSamples& samples) {
  std::map<std::string, Column> fields, counts;
  for (const auto& [document, sample] : samples) {
    add_fields(sample->fields, "", document, fields);
    add_counts(*sample, counts);
  }
  std::vector<Column> columns;
  const Value* metadata = task.config.find("metadata");
  const Value* first = metadata == nullptr ? nullptr : metadata->find("breakdown");
  if (first != nullptr && first->is_list()) {
    for (const Value& name : first->as_list()) {
      const auto found = name.is_string() ? fields.find(name.as_string()) : fields.end();
      if (found == fields.end()) continue;
      columns.push_back(std::move(found->second));
      fields.erase(found);
    }
  }
  for (auto* rest : {&fields, &counts}) {
    for (auto& [name, column] : *rest) columns.push_back(std::move(column));
  }
  return columns;
}

/// Documents by value, where there are few values and more documents than those.
std::map<std::string, std::vector<std::int64_t>> groups_of(const Column& column) {
  std::map<std::string, std::vector<std::int64_t>> groups;
  for (const auto& [document, entry] : column.entries) groups[entry.text].push_back(document);
  return groups;
}

/// Numbers that count the documents up, as ids do.
bool is_running(const Column& column) {
  double last = -INFINITY;
  for (const auto& [document, entry] : column.entries) {
    if (!entry.number || *entry.number <= last) return false;
    last = *entry.number;
  }
  return true;
}

/// Quarters of the documents by a number; equal numbers stay together.
std::vector<Part> quarters_of(const Column& column) {
  std::vector<std::pair<double, std::int64_t>> sorted;
  for (const auto& [document, entry] : column.entries) sorted.emplace_back(*entry.number, document);
  std::ranges::sort(sorted);
  std::vector<Part> parts;
  for (std::size_t bin = 0, at = 0; bin < kBins && at < sorted.size(); ++bin) {
    std::size_t end = (bin + 1) * sorted.size() / kBins;
    while (end < sorted.size() && end > 0 && sorted[end].first == sorted[end - 1].first) ++end;
    if (end <= at) continue;
    const std::string low = fmt::format("{:g}", sorted[at].first), high = fmt::format("{:g}", sorted[end - 1].first);
    Part part{.value = low == high ? low : low + " to " + high, .arms = {}, .documents = {}};
    for (; at < end; ++at) part.documents.push_back(sorted[at].second);
    std::ranges::sort(part.documents);
    parts.push_back(std::move(part));
  }
  return parts;
}

/// The parts that a column makes of the documents; none where it tells too little or too much apart.
std::vector<Part> parts_of(const Column& column) {
  if (column.entries.size() < kFewestDocuments) return {};
  const auto groups = groups_of(column);
  const bool numbers =
      std::ranges::all_of(column.entries, [](const auto& entry) { return entry.second.number.has_value(); });
  if (groups.size() < 2 || (numbers && groups.size() == column.entries.size() && is_running(column))) return {};
  if (numbers && groups.size() > kBins) {
    std::vector<Part> quarters = quarters_of(column);
    return quarters.size() > 1 ? quarters : std::vector<Part>();
  }
  if (groups.size() > kMostValues || 2 * groups.size() > column.entries.size()) return {};
  if (std::ranges::any_of(groups, [](const auto& group) { return group.first.size() > kLongestValue; })) return {};
  std::vector<Part> parts;
  for (const auto& [value, documents] : groups) parts.push_back({.value = value, .arms = {}, .documents = documents});
  if (numbers) {
    std::ranges::sort(parts, {}, [&](const Part& part) { return column.entries.at(part.documents.front()).number; });
  }
  return parts;
}

/// The mean of a document's values over the runs of an arm; absent where one lacks it.
std::optional<double> value_of(const std::vector<RunSamples>& samples, const ScoreRow& row, const Arm& arm,
                               std::int64_t document) {
  double sum = 0;
  for (const std::size_t run : arm.runs) {
    const auto sample = samples[run].find(document);
    const auto number =
        sample == samples[run].end() ? std::nullopt : metric_number(*sample->second, row.filter, row.metric);
    if (!number || !std::isfinite(*number)) return std::nullopt;
    sum += *number;
  }
  return sum / static_cast<double>(arm.runs.size());
}

std::optional<PartScore> score_of(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  PartScore score{.value = mean(values), .count = std::ssize(values)};
  const bool shares = std::ranges::all_of(values, [](double value) { return value == 0 || value == 1; });
  const bool bounded = std::ranges::all_of(values, [](double value) { return value >= 0 && value <= 1; });
  if (shares) {
    const auto right = std::ranges::count(values, 1.0);
    const Interval wilson = wilson_interval(right, score.count, kLevel);
    score.interval = {wilson.low, wilson.high, "wilson"};
  } else if (values.size() > 1 && bounded) {
    const Interval interval = bounded_mean_interval({.mean = score.value,
                                                     .standard_error = mean_standard_error(values),
                                                     .n = score.count,
                                                     .degrees = static_cast<double>(values.size() - 1)},
                                                    kLevel);
    score.interval = {interval.low, interval.high, "effective wilson"};
  } else if (values.size() > 1) {
    const double reach = student_central(kLevel, static_cast<double>(values.size() - 1)) * mean_standard_error(values);
    score.interval = {score.value - reach, score.value + reach, "t"};
  }
  return score;
}

/// Whether an arm's score is the mean of its documents' values, so that parts of them add up to it.
bool is_mean(const std::vector<RunSamples>& samples, const ArmRow& row, const Arm& arm, std::size_t index) {
  if (!row.cells[index]) return true;
  double sum = 0, count = 0;
  for (const auto& [document, sample] : samples[arm.runs.front()]) {
    const auto value = value_of(samples, *row.row, arm, document);
    sum += value.value_or(0);
    count += value ? 1 : 0;
  }
  return count > 0 && std::abs(sum / count - row.cells[index]->value) <= 1e-6 * std::max(1.0, std::abs(sum / count));
}

/// Fills in what each arm scores on each part.
void add_scores(const std::vector<RunSamples>& samples, const ArmTable& table, const ScoreRow& row,
                std::vector<Part>& parts) {
  for (Part& part : parts) {
    for (const Arm& arm : table.arms) {
      std::vector<double> values;
      for (const std::int64_t document : part.documents) {
        if (const auto value = value_of(samples, row, arm, document)) values.push_back(*value);
      }
      part.arms.push_back(score_of(values));
    }
  }
}

}  // namespace

std::vector<Breakdown> breakdowns(const Report& report, const ArmTable& table) {
  std::vector<Breakdown> found;
  for (const ArmRow& row : table.rows) {
    if (!row.primary || row.block->facts->output_type == "group") continue;
    const TaskFacts& task = *row.block->facts;
    const std::vector<RunSamples> samples = samples_by_run(report, task.name);
    bool mean = true;
    for (std::size_t arm = 0; arm < table.arms.size(); ++arm) {
      mean = mean && is_mean(samples, row, table.arms[arm], arm);
    }
    const auto first = std::ranges::find_if(samples, [](const RunSamples& run) { return !run.empty(); });
    if (!mean || first == samples.end()) continue;
    for (const Column& column : columns_of(task, *first)) {
      Breakdown one{.row = &row, .column = column.name, .is_counted = column.is_counted, .parts = parts_of(column)};
      const auto says_the_same = [&](const Breakdown& other) {
        return other.row == &row &&
               std::ranges::is_permutation(one.parts, other.parts, {}, &Part::documents, &Part::documents);
      };
      if (one.parts.empty() || std::ranges::any_of(found, says_the_same)) continue;
      add_scores(samples, table, *row.row, one.parts);
      const bool numbers = column.entries.begin()->second.number.has_value();
      if (!numbers) {
        std::ranges::stable_sort(one.parts, std::greater{}, [&](const Part& part) {
          const double value = part.arms.front() ? part.arms.front()->value : -INFINITY;
          return row.row->higher_is_better ? value : -value;
        });
      }
      found.push_back(std::move(one));
    }
  }
  return found;
}

}  // namespace coldread
