#pragma once

#include <atomic>

namespace coldread::app {

/// The last of SIGINT, SIGTERM and SIGHUP that came; 0 where none did.
extern std::atomic<int> stop_signal;

/// Has those signals set stop_signal instead of ending the program; a second one before it was reset ends the program
/// at once. message is written to standard error on the first (a text that lives as long as the program).
void catch_stop_signals(const char* message);

}  // namespace coldread::app
