#include "runner/execution.h"

#include <array>
#include <atomic>
#include <ctime>
#include <exception>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <vector>

#include "base/error.h"
#include "kernels/isa.h"
#include "machine/processors.h"

namespace coldread {
namespace {

std::string cpu_name() {
  std::ifstream info("/proc/cpuinfo");
  std::string line;
  while (std::getline(info, line)) {
    if (line.rfind("model name", 0) == 0) {
      const std::size_t colon = line.find(": ");
      return colon == std::string::npos ? line : line.substr(colon + 2);
    }
  }
  return "unknown";
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts = {};
  ::gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

}  // namespace

Execution describe_machine(int threads) {
  Execution execution;
  execution.started = utc_now();
  execution.cpu = cpu_name();
  execution.instruction_set = std::string(kernels::active_isa());
  execution.int8_instruction_set = std::string(kernels::active_int8_isa());
  execution.threads = threads > 0 ? threads : usable_processors();
  return execution;
}

void start_threads(int threads) {
  const int wanted = threads > 0 ? threads : usable_processors();
  std::atomic<bool> go_on = false;
  std::vector<std::thread> waiting;
  std::string failure;
  try {
    for (int i = 1; i < wanted; ++i) waiting.emplace_back([&] { go_on.wait(false); });
  } catch (const std::exception& error) {  // no thread, or no memory for one
    failure = error.what();
  }
  go_on = true;
  go_on.notify_all();
  for (std::thread& thread : waiting) thread.join();
  if (failure.empty()) {
    int started = 0;
#pragma omp parallel num_threads(wanted) reduction(+ : started)
    ++started;
    return;
  }
  throw Error(ErrorCode::input, "cannot start " + std::to_string(wanted) + " threads (" + failure +
                                    "): take fewer with --threads, or raise the limit (ulimit -u, -v)");
}

void finish(Execution& execution) {
  rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  execution.peak_memory_bytes = std::int64_t{usage.ru_maxrss} * 1024;
}

}  // namespace coldread
