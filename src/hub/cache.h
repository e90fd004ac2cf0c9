#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "hub/model_name.h"

namespace coldread::hub {

/// The cache that huggingface_hub and this program share: models--OWNER--NAME/{refs,blobs,snapshots}.
class Cache {
 public:
  explicit Cache(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path repository(const ModelName& name) const;
  /// The folder of the revision's files, where it is there; not all that a model needs may be.
  std::optional<std::filesystem::path> snapshot(const ModelName& name) const;
  /// OWNER/NAME of each model with a snapshot, sorted.
  std::vector<std::string> names() const;

 private:
  std::filesystem::path folder_;
};

}  // namespace coldread::hub
