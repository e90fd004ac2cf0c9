#pragma once

#include <filesystem>
#include <vector>

#include "io/safetensors.h"
#include "kernels/dequantize.h"
#include "model/logprobs.h"
#include "model/tensor_set.h"

namespace coldread {

/// All tensors of a safetensors file, as float32.
inline TensorSet tensors_of(const std::filesystem::path& path) {
  const SafetensorsFile file(path);
  TensorSet tensors;
  for (const TensorView& view : file.tensors()) {
    TestTensor& tensor = tensors[view.name];
    tensor.shape = view.shape;
    tensor.values.resize(view.elements());
    kernels::dequantize(view.type, view.data, tensor.values);
  }
  return tensors;
}

/// What a model says comes after these tokens.
inline std::vector<float> last_logits(const std::filesystem::path& path, const std::vector<TokenId>& ids) {
  const auto model = load_model(path, {.threads = 1});
  KvSequence sequence = model->new_sequence();
  Batch batch{.rows = {{.sequence = &sequence, .tokens = ids}}, .probes = {}};
  batch.probes.push_back({.row = 0, .token = static_cast<std::uint32_t>(ids.size() - 1), .want_logits = true});
  AnswerList answers(1);
  model->forward(batch, answers);
  return answers.logits[0];
}

}  // namespace coldread
