#include "app/stoppable_progress.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <unistd.h>

#include "app/run_output.h"
#include "runner/folder/stored_run.h"
#include "runner/journal/journal.h"

namespace coldread::app {
namespace {

constexpr const char* kStopping =
    "\ncoldread: stopping; the answers so far are kept; rerun the same command to resume\n";

/// For a run that is in the middle of something long: what its folder holds, whatever this process is at.
void print_stored_so_far(const std::filesystem::path& folder) {
  try {
    print_so_far(report_so_far(read_stored_run(folder, ErrorCode::output)));
  } catch (const std::exception&) {  // the run has stopped all the same
  }
}

}  // namespace

void let_signals_stop_the_run() {
  std::signal(SIGPIPE, SIG_IGN);  // a reader of the progress that goes away does not end the run
  end_soon_after_stop_signal();
  catch_stop_signals(kStopping);
}

void StoppableProgress::on_journal(const Journal& journal) {
  clear_line();
  sync_.emplace(journal.descriptor(), [folder = journal.path().parent_path()] { print_stored_so_far(folder); });
  if (journal.damage().empty()) return;
  std::fprintf(stderr, "coldread: %s: %s; what is missing is computed again\n", journal.path().c_str(),
               damage_text(journal.damage()).c_str());
}

bool StoppableProgress::stop_requested() {
  return stop_signal.load(std::memory_order_relaxed) != 0;
}

void print_last_words(const Report& report) {
  if (claim_last_words()) return print_so_far(report);
  for (;;) ::pause();  // the watch says them, and ends the process
}

}  // namespace coldread::app
