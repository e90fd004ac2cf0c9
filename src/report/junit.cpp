#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <vector>

#include "report/difference_text.h"
#include "report/html/html_writer.h"
#include "report/visible_text.h"
#include "report/writers.h"

namespace coldread {
namespace {

/// As XML takes it: U+FFFE and U+FFFF, which it does not, become U+FFFD.
std::string xml_text(std::string_view text) {
  std::string out = visible_text(text, {.keep_line_breaks = true});
  for (const std::string_view barred : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
    for (std::size_t at = out.find(barred); at != std::string::npos; at = out.find(barred, at))
      out.replace(at, barred.size(), "\xEF\xBF\xBD");
  }
  return out;
}

/// What was asked of one metric: a difference, or what could not be compared, with the gates that it breaks.
struct Case {
  std::string task, name;
  std::string text;  ///< the difference for people
  std::vector<const GateFailure*> failures;
};

std::string case_name(const std::string& metric, const std::string& filter) {
  return filter.empty() || filter == "none" ? metric : metric + "," + filter;
}

std::string text_of(const Difference& one) {
  const DifferenceText text = difference_text(one, "-");
  return fmt::format("{} {} from {:.6g} to {:.6g}, n = {}, {}\n", text.value, text.interval, one.first_value,
                     one.second_value, one.documents, verdict_name(one.verdict()));
}

Case& case_of(std::vector<Case>& cases, const std::string& task, const std::string& name) {
  const auto known = std::ranges::find_if(cases, [&](const Case& one) { return one.task == task && one.name == name; });
  if (known != cases.end()) return *known;
  cases.push_back({.task = task, .name = name, .text = "", .failures = {}});
  return cases.back();
}

std::vector<Case> cases_of(const Comparison& comparison, const std::vector<GateFailure>& failures,
                           const ArmPair& pair) {
  std::vector<Case> cases;
  for (const Difference& one : comparison.differences) {
    if (one.first != pair.first || one.second != pair.second) continue;
    case_of(cases, one.task, case_name(one.metric, one.filter)).text = text_of(one);
  }
  for (const GateFailure& one : failures) {
    if (one.first != pair.first || one.second != pair.second) continue;
    case_of(cases, one.task, case_name(one.metric, one.filter)).failures.push_back(&one);
  }
  return cases;
}

std::string failed_cases(const std::vector<Case>& cases) {
  return std::to_string(std::ranges::count_if(cases, [](const Case& one) { return !one.failures.empty(); }));
}

void write_case(const Case& one, HtmlWriter& xml) {
  xml.open("testcase", {{"classname", xml_text(one.task)}, {"name", xml_text(one.name)}, {"time", "0"}});
  if (!one.failures.empty()) {
    std::string reasons;
    for (const GateFailure* failure : one.failures) reasons += failure->gate + ": " + failure->reason + "\n";
    xml.element("failure", {{"message", xml_text(one.failures.front()->reason)}, {"type", "gate"}}, reasons);
  }
  if (!one.text.empty()) xml.element("system-out", one.text);
  xml.close();
}

}  // namespace

std::string junit_xml(const Report& report, const std::vector<GateFailure>& failures) {
  const Comparison& comparison = report.comparison;
  std::vector<Case> all;
  HtmlWriter suites;
  for (const ArmPair& pair : comparison.pairs) {
    const std::vector<Case> cases = cases_of(comparison, failures, pair);
    const std::string name = comparison.arms[pair.second].id + " against " + comparison.arms[pair.first].id;
    suites.open("testsuite", {{"name", xml_text(name)},
                              {"tests", std::to_string(cases.size())},
                              {"failures", failed_cases(cases)},
                              {"errors", "0"},
                              {"skipped", "0"},
                              {"time", "0"}});
    for (const Case& one : cases) write_case(one, suites);
    suites.close();
    all.insert(all.end(), cases.begin(), cases.end());
  }
  HtmlWriter xml;
  xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  xml.open("testsuites", {{"name", "coldread compare"},
                          {"tests", std::to_string(all.size())},
                          {"failures", failed_cases(all)},
                          {"errors", "0"}});
  return xml.raw(suites.take()).close().take();
}

}  // namespace coldread
