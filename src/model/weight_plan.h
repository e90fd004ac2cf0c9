#pragma once

#include <cstdint>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "io/tensor.h"
#include "model/config.h"
#include "model/model_file.h"

namespace coldread {

/// How a stored matrix becomes our [outputs, inputs], and what belongs to it.
struct MatrixForm {
  /// Stored as [inputs, outputs], as the Conv1D of GPT-2's own code.
  bool transposed = false;
  /// Not 0: each head of this size holds its RoPE pairs interleaved, (2i, 2i+1), as llama.cpp's converter leaves them;
  /// ours are half a head apart.
  std::int64_t interleaved_head = 0;
  Bias bias = Bias::if_present;
};

struct MatrixPart {
  const TensorView* weight = nullptr;
  const TensorView* bias = nullptr;  ///< null: none
  MatrixForm form = {};
  std::int64_t outputs = 0;
};

/// y = W x + b with W = its parts one below the other, or, gated, two parts of one shape (see PackedMatrix).
struct LinearPlan {
  std::vector<MatrixPart> parts;
  std::int64_t inputs = 0;
  bool gated = false;
};

struct NormPlan {
  const TensorView* gain = nullptr;
  const TensorView* bias = nullptr;
};

using LayerPlan = LayerOf<LinearPlan, NormPlan>;

/// Which tensor of a file plays which part.
struct WeightPlan {
  const TensorView* token_embedding = nullptr;
  const TensorView* position_embedding = nullptr;  ///< null where positions are rotated
  std::vector<LayerPlan> layers;
  NormPlan final_norm;
  LinearPlan head;
};

/// Hands out the tensors of a file by name and checks their shapes. All errors name file and tensor.
class TensorPicker {
 public:
  explicit TensorPicker(const ModelFile& file) : file_(file) {}

  const TensorView* require(const std::string& name, std::initializer_list<std::int64_t> shape);
  /// nullptr where there is none.
  const TensorView* find(const std::string& name, std::initializer_list<std::int64_t> shape);
  MatrixPart matrix(const std::string& name, std::int64_t outputs, std::int64_t inputs, const MatrixForm& form = {});
  /// Leaves a tensor out of the account where it is there.
  void ignore(const std::string& name) { used_.insert(name); }
  /// Throws where a tensor was not asked for: it would change the numbers if it were used.
  void finish() const;

 private:
  [[noreturn]] void fail(const std::string& message) const;

  const ModelFile& file_;
  std::set<std::string, std::less<>> used_;
};

/// A family of architectures: reads its settings and its tensor names in every format.
struct ModelFamily {
  const char* name;
  ModelConfig (*read_config)(const ModelFile& file);
  WeightPlan (*plan_weights)(TensorPicker& pick, const ModelFile& file, const ModelConfig& config);
};

/// How many layers to plan of so many that the settings announce and that have tensors of their own: no more than one
/// beyond what the file can hold, whose first tensor will be missing.
std::size_t layers_to_plan(const ModelFile& file, std::int64_t announced);

/// The head's plan: its own tensor, or the embedding where tied. A file may hold a copy of a tied one.
LinearPlan plan_head(TensorPicker& pick, const ModelConfig& config, const TensorView* embedding,
                     const std::string& name);

}  // namespace coldread
