#include "app/stop_signal.h"

#include <csignal>
#include <cstring>
#include <unistd.h>

namespace coldread::app {
namespace {

const char* stop_message = "";

void on_signal(int number) {
  if (stop_signal.exchange(number) != 0) ::_exit(128 + number);
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, stop_message, std::strlen(stop_message));
}

}  // namespace

std::atomic<int> stop_signal{0};

void catch_stop_signals(const char* message) {
  stop_message = message;
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;  // what is being written is written to its end
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(number, &action, nullptr);
}

}  // namespace coldread::app
