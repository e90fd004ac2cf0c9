#include "runner/folder/inputs.h"

#include <filesystem>
#include <functional>
#include <string>

#include "fuzz/targets.h"
#include "io/gzip.h"
#include "io/sha256.h"

namespace coldread::fuzz {

/// The inputs of a run: a packed file as it is, or (first byte odd) lines that are packed under the digest that they
/// have. What is read can be written again, and its first documents become requests.
void fuzz_inputs(std::string_view input) {
  const bool sealed = take_byte(input) % 2 != 0;
  const std::string digest = sha256_hex(input);
  const std::string packed =
      sealed ? gzip([&](const std::function<void(std::string_view)>& add) { add(input); }) : std::string(input);
  const std::filesystem::path file = write(inputs_file_name(digest), packed);
  RunConfig config;
  config.models.push_back({.name = "m", .path = "m"});
  const auto remove = [&] { std::filesystem::remove(file); };
  try {
    const Plan plan = read_inputs(folder(), digest, config);
    for (const auto& task : plan.tasks) task->requests(task->documents().front());
    if (digests_of(plan).rows.size() > plan.tasks.size()) broken("more tasks have rows than there are");
  } catch (...) {
    remove();
    throw;
  }
  remove();
}

}  // namespace coldread::fuzz
