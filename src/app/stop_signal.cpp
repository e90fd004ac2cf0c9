#include "app/stop_signal.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <future>
#include <memory>
#include <mutex>
#include <sys/eventfd.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

#include "base/error.h"

namespace coldread::app {
namespace {

constexpr auto kGrace = std::chrono::milliseconds(1000);
constexpr auto kLastWords = std::chrono::milliseconds(5000);

const char* stop_message = "";
std::atomic<int> wake_pipe{-1};   ///< written to by the handler: the watch may begin
std::atomic<int> stop_event{-1};  ///< counts the signals
std::mutex sync_mutex;
int sync_descriptor = -1;
std::function<void()> words_of_sync;
std::atomic<bool> last_words_claimed{false};

void on_signal(int number) {
  const int before = errno;
  if (stop_signal.exchange(number) != 0) ::_exit(128 + number);
  [[maybe_unused]] auto written = ::write(STDERR_FILENO, stop_message, std::strlen(stop_message));
  if (const int pipe = wake_pipe.load(); pipe >= 0) written = ::write(pipe, "", 1);
  const std::uint64_t one = 1;
  written = ::write(stop_event.load(), &one, sizeof one);
  errno = before;
}

/// Gives up on them after a while: what they write to may be blocked.
void say_last_words(std::function<void()> words) {
  auto said = std::make_shared<std::promise<void>>();
  std::future<void> done = said->get_future();
  try {
    std::thread([said, words = std::move(words)] {
      words();
      said->set_value();
    }).detach();
    done.wait_for(kLastWords);
  } catch (const std::system_error&) {  // no thread to be had: none are said
  }
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
  if (!claim_last_words()) {
    std::this_thread::sleep_for(kLastWords);  // the program ends meanwhile
  } else if (words_of_sync) {
    say_last_words(words_of_sync);
  }
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

bool claim_last_words() {
  return !last_words_claimed.exchange(true);
}

SyncOnStop::SyncOnStop(int descriptor, std::function<void()> last_words) {
  const std::lock_guard guard(sync_mutex);
  sync_descriptor = descriptor;
  words_of_sync = std::move(last_words);
}

SyncOnStop::~SyncOnStop() {
  const std::lock_guard guard(sync_mutex);
  sync_descriptor = -1;
  words_of_sync = {};
}

}  // namespace coldread::app
