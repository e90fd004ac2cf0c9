#pragma once

#include <cstdint>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>

#include "io/tensor.h"
#include "model/layer_config.h"
#include "model/model_file.h"
#include "model/weight_plan.h"

namespace coldread {

/// Hands out the tensors of a file by name and checks their shapes. All errors name file and tensor.
class TensorPicker {
 public:
  explicit TensorPicker(const ModelFile& file) : file_(file) {}

  const TensorView* require(const std::string& name, std::initializer_list<std::int64_t> shape);
  /// nullptr where there is none.
  const TensorView* find(const std::string& name, std::initializer_list<std::int64_t> shape);
  /// stored: rows of the tensor, of which the caller says which are the part's.
  MatrixPart matrix(const std::string& name, std::int64_t stored, std::int64_t inputs, const MatrixForm& form,
                    Bias bias);
  /// Leaves a tensor out of the account where it is there.
  void ignore(const std::string& name) { used_.insert(name); }
  /// All whose name begins so.
  void ignore_prefix(std::string_view prefix);
  /// Throws where a tensor was not asked for: it would change the numbers if it were used.
  void finish() const;

 private:
  [[noreturn]] void fail(const std::string& message) const;

  const ModelFile& file_;
  std::set<std::string, std::less<>> used_;
};

}  // namespace coldread
