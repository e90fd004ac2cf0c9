// `report`: a run's files anew from its journal.
#include <cstdio>
#include <filesystem>
#include <memory>

#include "app/commands.h"
#include "app/console.h"
#include "app/run_json.h"
#include "app/run_output.h"
#include "base/error.h"
#include "report/failures.h"
#include "report/headline.h"
#include "report/health_text.h"
#include "report/writers.h"
#include "runner/folder/outputs.h"
#include "runner/folder/run_folder.h"

namespace coldread::app {
namespace {

struct ReportFlags {
  std::vector<std::string> runs;
  std::string table = "text";
  bool json = false;
  bool wide = false;
};

int render(const ReportFlags& flags) {
  int exit_code = kDone;
  ConsoleStyle style = console_style();
  style.wide = flags.wide;
  for (const std::string& folder : flags.runs) {
    const Report report = render_run(folder);
    if (has_failures(report)) exit_code = kSomeRequestsFailed;
    if (flags.json) {
      print_json(run_json(folder, report, has_failures(report) ? kSomeRequestsFailed : kDone));
      print_troubles(report);
      print_warnings(report.warnings);
      continue;
    }
    const std::string table = flags.table == "markdown" ? markdown(report)
                              : flags.table == "latex"  ? latex(report)
                                                        : console_table(report, style);
    std::fputs(table.c_str(), stdout);
    if (report.unfinished) say(folder + ": " + unfinished_text(report));
    if (flags.table == "text") {
      std::printf("\n%s%sdigest   %s\nreport   %s/report.html\n", failures_text(report).c_str(),
                  health_text(report).c_str(), report.answers_digest.c_str(), folder.c_str());
    }
    print_warnings(report.warnings);
  }
  if (std::fflush(stdout) != 0) throw Error(ErrorCode::output, "cannot write to standard output");
  return exit_code;
}

}  // namespace

void add_report(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("report", "renders the reports of runs again from their journals");
  auto flags = std::make_shared<ReportFlags>();
  command->add_option("runs", flags->runs, "folders of runs")->required();
  command->add_option("--table", flags->table, "the table that is printed: text, markdown or latex")
      ->check(CLI::IsMember({"text", "markdown", "latex"}))
      ->capture_default_str();
  command->add_flag("--wide", flags->wide, "every metric and every setting in the table, however many");
  command->add_flag("--json", flags->json, "prints the scores of each run as one JSON object a line");
  command->footer(
      "The folder is all that is read: models, tasks, data and config may be elsewhere. Of an unfinished run, what is\n"
      "answered is shown, and marked.\n\n"
      "Examples:\n  coldread report reports/quickstart\n"
      "  coldread report reports/quickstart --table latex > table.tex");
  command->callback([flags, &exit_code] { exit_code = render(*flags); });
}

}  // namespace coldread::app
