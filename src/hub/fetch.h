#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "hub/cache.h"
#include "hub/model_name.h"

namespace coldread::hub {

/// Hears how a download goes on.
class FetchObserver {
 public:
  virtual ~FetchObserver() = default;
  virtual void on_model(const std::string& /*model*/, std::size_t /*files*/, std::uint64_t /*bytes*/) {}
  /// `have` bytes of a file's `size` are there from an earlier time.
  virtual void on_file(const std::string& /*path*/, std::uint64_t /*size*/, std::uint64_t /*have*/) {}
  virtual void on_bytes(std::uint64_t /*count*/) {}
  /// What goes wrong and is tried again.
  virtual void on_trouble(const std::string& /*message*/) {}
  virtual void on_end() {}
};

/// Brings what the model needs into the cache, in huggingface_hub's own layout; the folder of its revision. What is
/// there already stays, what was broken off goes on where it stopped, and every file's digest is checked before it gets
/// its name. Broken connections and the server's own faults are tried again, five times in all. Throws Error(input)
/// that says what cures it; Error(output) where it cannot be saved.
std::filesystem::path fetch_model(const ModelName& name, const Cache& cache, FetchObserver& observer);

}  // namespace coldread::hub
