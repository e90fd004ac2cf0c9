#include "report/failures.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "report/scoreboard.h"
#include "report/visible_text.h"

namespace coldread {
namespace {

constexpr std::size_t kShownCauses = 3;     // of a task and run, on a terminal
constexpr std::size_t kShownMessage = 300;  // columns

/// The message with each number as 0 and each quoted text as '': what messages of one cause have in common.
std::string kind_of(std::string_view message) {
  std::string kind;
  for (std::size_t i = 0; i < message.size(); ++i) {
    const char c = message[i];
    const bool opens = (c == '\'' || c == '"') && (i == 0 || message[i - 1] == ' ' || message[i - 1] == '(');
    const std::size_t end = opens ? message.find(c, i + 1) : std::string_view::npos;
    const bool digit = c >= '0' && c <= '9';
    if (end != std::string_view::npos) {
      kind += "''";
      i = end;
    } else if (!digit) {
      kind += c;
    } else if (kind.empty() || kind.back() != '0') {
      kind += '0';
    }
  }
  return kind;
}

/// Why a document has no score; empty where it has one.
std::string failure_of(const Sample& sample) {
  if (!sample.failure.empty()) return sample.failure;
  for (const SampleRequest& request : sample.requests) {
    if (const auto* failure = std::get_if<RequestFailure>(&request.response)) return failure->message;
  }
  return "";
}

std::int64_t asked_documents(const Report& report, const FailureCause& cause) {
  return std::ranges::count_if(
      report.samples, [&](const Sample& sample) { return sample.run == cause.run && sample.task == cause.task; });
}

std::string counted(std::size_t count, std::int64_t of, const Report& report, const FailureCause& cause) {
  const std::string run = report.runs.size() > 1 ? " in " + report.runs[cause.run].id : "";
  return fmt::format("{}{}: {} of {} documents failed", cause.task, run, count, of);
}

}  // namespace

std::vector<FailureCause> failure_causes(const Report& report) {
  std::vector<FailureCause> causes;
  for (const TaskFacts& task : report.tasks) {
    std::map<std::pair<std::size_t, std::string>, FailureCause> found;
    for (const Sample& sample : report.samples) {
      if (sample.task != task.name) continue;
      const std::string failure = failure_of(sample);
      if (failure.empty()) continue;
      FailureCause& cause = found[{sample.run, kind_of(failure)}];
      if (cause.documents.empty() || sample.document < cause.documents.front()) cause.message = failure;
      cause.task = task.name;
      cause.run = sample.run;
      cause.documents.push_back(sample.document);
    }
    const auto first = std::ssize(causes);
    for (auto& [key, cause] : found) {
      std::ranges::sort(cause.documents);
      causes.push_back(std::move(cause));
    }
    std::stable_sort(causes.begin() + first, causes.end(), [](const FailureCause& a, const FailureCause& b) {
      return a.run != b.run ? a.run < b.run : a.documents.size() > b.documents.size();
    });
  }
  return causes;
}

std::string cause_text(const Report& report, const FailureCause& cause) {
  return counted(cause.documents.size(), asked_documents(report, cause), report, cause) + ": " + cause.message;
}

std::string failures_text(const Report& report) {
  const std::vector<FailureCause> causes = failure_causes(report);
  std::string text;
  for (std::size_t first = 0; first < causes.size();) {
    std::size_t end = first, failed = 0;
    while (end < causes.size() && causes[end].task == causes[first].task && causes[end].run == causes[first].run) {
      failed += causes[end++].documents.size();
    }
    text += (text.empty() ? "failed   " : "         ") +
            visible_text(counted(failed, asked_documents(report, causes[first]), report, causes[first])) + "\n";
    for (std::size_t i = first; i < std::min(end, first + kShownCauses); ++i) {
      text += fmt::format("         {:>5} {}{}\n", causes[i].documents.size(),
                          cut_to_width(visible_text(causes[i].message), kShownMessage),
                          fmt::format(" (document {}{})", causes[i].documents.front(),
                                      causes[i].documents.size() > 1 ? " and others" : ""));
    }
    if (end - first > kShownCauses)
      text += fmt::format("               and {} further causes\n", end - first - kShownCauses);
    first = end;
  }
  return text;
}

}  // namespace coldread
