#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/backend.h"
#include "runner/run_observer.h"

namespace coldread {

struct VerifyOptions {
  std::size_t sample = 32;  ///< answers to compute again
  std::uint64_t seed = 0;   ///< chooses them
  int threads = 0;
  std::string memory;
};

struct UnequalAnswer {
  std::string request;  ///< "lambada, document 12, request 0, column 'x'"
  std::string what;     ///< which value, stored and computed
};

struct Verification {
  std::size_t answers = 0;   ///< of the run, each once
  std::size_t verified = 0;  ///< computed again: fewer than asked for where a stop was requested
  std::vector<UnequalAnswer> differences;
  std::string digest;    ///< of all answers
  std::string mismatch;  ///< says so where the results in the folder were made of other answers
};

/// Computes answers of a finished run again, chosen at random, and compares them with its journal to the bit. Reads the
/// folder and the run's models, nothing else. Throws Error(usage) where the run is not finished or a model has changed
/// since, Error(input) where the folder holds no run or a model is gone.
Verification verify(const std::filesystem::path& folder, const VerifyOptions& options, const Backend& backend,
                    RunObserver& observer);

}  // namespace coldread
