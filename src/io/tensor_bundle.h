#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "io/file.h"
#include "io/tensor.h"

namespace coldread {

/// A checkpoint as TensorFlow's Saver writes it (version 2): PREFIX.index, a table of what the tensors are, and
/// PREFIX.data-00000-of-00001 and the like, which are memory-mapped. Opening checks the index's checksums and every
/// place that it names; the tensors' own checksums are not looked at. Throws Error(input).
class TensorBundle {
 public:
  explicit TensorBundle(const std::filesystem::path& prefix);

  /// In the order of their names.
  const TensorTable& tensors() const { return tensors_; }
  /// The index, then the data in order.
  const std::vector<std::filesystem::path>& files() const { return paths_; }

 private:
  struct Entry;
  void open_data(std::string_view header);
  void add(const std::string& name, std::string_view entry);
  [[noreturn]] void fail(const std::string& message) const;

  std::vector<std::filesystem::path> paths_;
  std::vector<MappedFile> data_;
  TensorTable tensors_;
};

}  // namespace coldread
