#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/request.h"
#include "machine/nodes.h"

namespace coldread {

/// What is going to be generated, as far as it is known when a model is loaded.
struct ExpectedGeneration {
  std::int64_t sequences = 0;
  std::int64_t tokens = 0;  ///< of all of them, at most
  std::int64_t work = 0;    ///< tokens that are read or made, of whatever request, about
};
/// Searches by beams, which run one at a time, a few sequences each, count as work alone.
ExpectedGeneration expected_generation(std::span<const Request> requests);

/// Keys of config.json, or of GGUF metadata with or without the family's name, that are read as if they were not there.
using IgnoredSettings = std::vector<std::string>;

struct ModelOptions {
  int threads = 0;               ///< 0: all the process may use
  std::string compute = "fp32";  ///< of compute_types() (compute_type.h)
  /// Threads are spread over these and each gets a copy of the weights; {}: one copy, threads run anywhere. Nothing:
  /// the machine's, or one copy where more would take over half of the memory that is free.
  std::optional<std::vector<MemoryNode>> nodes = std::nullopt;
  ExpectedGeneration expected = {};  ///< decides how weights are held, which changes speed and memory alone
  IgnoredSettings ignored = {};
};

}  // namespace coldread
