#include "report/run_summary.h"

#include "fuzz/targets.h"

namespace coldread::fuzz {

/// A results.json as a list of runs reads it, and its row on the page.
void fuzz_run_summary(std::string_view input) {
  RunSummary summary = summarize_results(input, "results.json");
  summary.folder = "run";
  const std::string page = runs_index_html("runs", {summary, summary});
  if (page.find("<script>alert") != std::string::npos) broken("a text of a results.json became an element");
}

}  // namespace coldread::fuzz
