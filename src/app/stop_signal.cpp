#include "app/stop_signal.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <sys/eventfd.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include "base/error.h"

namespace coldread::app {
namespace {

constexpr auto kGrace = std::chrono::milliseconds(1000);

const char* stop_message = "";
std::atomic<int> wake_pipe{-1};   ///< written to by the handler: the watch may begin
std::atomic<int> stop_event{-1};  ///< counts the signals
std::mutex sync_mutex;
int sync_descriptor = -1;

void on_signal(int number) {
  const int before = errno;
  if (stop_signal.exchange(number) != 0) ::_exit(128 + number);
  [[maybe_unused]] auto written = ::write(STDERR_FILENO, stop_message, std::strlen(stop_message));
  if (const int pipe = wake_pipe.load(); pipe >= 0) written = ::write(pipe, "", 1);
  const std::uint64_t one = 1;
  written = ::write(stop_event.load(), &one, sizeof one);
  errno = before;
}

void watch(int pipe) {
  char byte = 0;
  ssize_t got = 0;
  do {
    got = ::read(pipe, &byte, 1);
  } while (got < 0 && errno == EINTR);
  std::this_thread::sleep_for(kGrace);
  const std::lock_guard guard(sync_mutex);
  if (sync_descriptor >= 0) ::fsync(sync_descriptor);
  ::_exit(128 + stop_signal.load());
}

}  // namespace

std::atomic<int> stop_signal{0};

void catch_stop_signals(const char* message) {
  stop_message = message;
  if (stop_event.load() < 0) stop_event = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;  // what is being written is written to its end
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before = {};
    ::sigaction(number, nullptr, &before);
    if (number != SIGHUP || before.sa_handler != SIG_IGN) ::sigaction(number, &action, nullptr);
  }
}

int stop_descriptor() {
  return stop_event.load();
}

void forget_stop_signal() {
  stop_signal = 0;  // first: of a signal that comes now either this or the event stays
  std::uint64_t count = 0;
  [[maybe_unused]] const auto got = ::read(stop_event.load(), &count, sizeof count);
}

void end_soon_after_stop_signal() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    throw Error(ErrorCode::input, std::string("cannot open a pipe: ") + std::strerror(errno));
  try {
    std::thread(watch, ends[0]).detach();
  } catch (const std::system_error& error) {
    throw Error(ErrorCode::input, "cannot start a thread (" + error.code().message() + "): see ulimit -u and -v");
  }
  wake_pipe = ends[1];
}

SyncOnStop::SyncOnStop(int descriptor) {
  const std::lock_guard guard(sync_mutex);
  sync_descriptor = descriptor;
}

SyncOnStop::~SyncOnStop() {
  const std::lock_guard guard(sync_mutex);
  sync_descriptor = -1;
}

}  // namespace coldread::app
