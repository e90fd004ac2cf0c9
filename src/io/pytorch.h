#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <vector>

#include "io/tensor.h"
#include "io/weight_files.h"
#include "io/zip.h"

namespace coldread {

/// A state dict that torch.save wrote (since PyTorch 1.6): a zip archive of a pickle and of the storages that its
/// tensors name, memory-mapped. The pickle is read as data, and nothing in it is executed (io/pickle.h). Throws
/// Error(input), with the cure for a file of the older format.
class PytorchFile {
 public:
  explicit PytorchFile(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return zip_->path(); }
  /// In the order of the dict. One whose strides are not those of its rows is a copy that this holds; others view the
  /// mapping.
  const TensorTable& tensors() const { return tensors_; }

 private:
  std::unique_ptr<const ZipFile> zip_;
  std::vector<std::vector<std::byte>> copies_;
  TensorTable tensors_;
};

/// The weights of a model folder: pytorch_model.bin, or shards. Throws Error(input).
class PytorchFolder {
 public:
  explicit PytorchFolder(const std::filesystem::path& folder);

  const TensorTable& tensors() const { return tensors_; }
  /// The files read, sorted by name.
  const std::vector<std::filesystem::path>& files() const { return found_.files; }

 private:
  WeightFiles found_;
  std::vector<PytorchFile> files_;
  TensorTable tensors_;
};

}  // namespace coldread
