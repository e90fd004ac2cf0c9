#pragma once

#include <fstream>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

namespace coldread::test {

/// What became of a call under bounds.
struct Bounded {
  std::string text;  ///< what the call returned, or the message of the Error that it threw
  bool error = false;
  std::string death;  ///< how the process ended otherwise: a signal, another exception, out of memory, out of time
};

/// Runs a call that returns a string in a process of its own, with at most `bytes` more memory than now and `seconds`
/// of processor time. (Under AddressSanitizer, which reserves all of the address space, memory is not bounded.)
template <typename Call>
Bounded bounded([[maybe_unused]] std::size_t bytes, unsigned seconds, const Call& call) {
  int ends[2] = {-1, -1};
  if (::pipe(ends) != 0) return {.text = {}, .death = "no pipe"};
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
#ifndef __SANITIZE_ADDRESS__
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const rlim_t most = pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) + bytes;
    const rlimit memory{.rlim_cur = most, .rlim_max = most};
    ::setrlimit(RLIMIT_AS, &memory);
#endif
    const rlimit time{.rlim_cur = seconds, .rlim_max = seconds};
    ::setrlimit(RLIMIT_CPU, &time);
    const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    std::string answer;
    try {
      answer = "v" + call();
    } catch (const Error& error) {
      answer = std::string("e") + error.what();
    } catch (const std::exception& error) {
      answer = std::string("x") + error.what();
    }
    for (std::size_t done = 0; done < answer.size();) {
      const ssize_t written = ::write(ends[1], answer.data() + done, answer.size() - done);
      if (written <= 0) break;
      done += static_cast<std::size_t>(written);
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string answer;
  char block[4096];
  for (ssize_t got = 0; (got = ::read(ends[0], block, sizeof(block))) > 0;) {
    answer.append(block, static_cast<std::size_t>(got));
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) return {.text = {}, .death = "signal " + std::to_string(WTERMSIG(status))};
  if (answer.empty()) return {.text = {}, .death = "no answer"};
  if (answer[0] == 'x') return {.text = {}, .death = answer.substr(1)};
  return {.text = answer.substr(1), .error = answer[0] == 'e', .death = {}};
}

}  // namespace coldread::test
