#pragma once

#include <chrono>
#include <string>

#include "api/execution.h"

namespace coldread {

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// The machine's side of an Execution, with the start set to now. threads 0: what the process may use.
Execution describe_machine(int threads);
/// Starts the threads of the parallel regions to come. Throws Error(input) where the system does not let as many run at
/// once: the thread library would end the program instead.
void start_threads(int threads);
/// Fills what is known at the end: peak memory.
void finish(Execution& execution);

}  // namespace coldread
