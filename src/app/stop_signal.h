#pragma once

#include <atomic>
#include <functional>

namespace coldread::app {

/// The last of SIGINT, SIGTERM and SIGHUP that came; 0 where none did.
extern std::atomic<int> stop_signal;

/// Has those signals set stop_signal instead of ending the program; a second one before it was reset ends the program
/// at once. SIGHUP stays ignored where it was (nohup). message is written to standard error on the first (a text that
/// lives as long as the program).
void catch_stop_signals(const char* message);

/// Can be read from once a stop signal has come, whichever thread it met, and until it is forgotten: to be polled
/// beside what is waited for.
int stop_descriptor();
/// No signal has come.
void forget_stop_signal();

/// From the next signal on, the program ends with 128 + signal a second after it, whatever it is in the middle of (a
/// long pass, the loading of a model); orderly ends come before. What SyncOnStop names is synced first.
void end_soon_after_stop_signal();

/// Whether the caller is to say the last words before the program ends: true for the first who asks. The end by the
/// watch waits some seconds for them.
bool claim_last_words();

/// A file that is synced before the program is ended so, while this lives; then last_words is called from a thread of
/// its own, unless claim_last_words() was true for somebody.
class SyncOnStop {
 public:
  explicit SyncOnStop(int descriptor, std::function<void()> last_words = {});
  ~SyncOnStop();
  SyncOnStop(const SyncOnStop&) = delete;
  SyncOnStop& operator=(const SyncOnStop&) = delete;
};

}  // namespace coldread::app
