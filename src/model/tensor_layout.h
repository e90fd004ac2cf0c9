#pragma once

#include <string_view>
#include <vector>

#include "model/slots.h"

namespace coldread {

/// How the files of a family name and store their tensors. Names are without ".weight" and ".bias"; those of a layer
/// follow its number and a dot.
struct TensorLayout {
  std::string_view prefix;  ///< before all names but the head's, in files that have it
  std::string_view token_embedding;
  std::string_view position_embedding;  ///< of learned positions
  std::string_view layers;              ///< before a layer's number
  /// Of a matrix one name, or one for each of its parts (LinearShape::parts) in their order.
  LayerOf<std::vector<std::string_view>, std::string_view> layer;
  std::string_view final_norm;
  std::string_view head;

  /// Matrices of layers are stored as [inputs, outputs], as the Conv1D of GPT-2's own code.
  bool transposed = false;
  /// Queries and keys that are turned have the rows of a pair next to each other, (2i, 2i+1), as llama.cpp's converter
  /// leaves them.
  bool interleaved_pairs = false;

  // Whole names of tensors that are no weights: buffers, and what is read with the settings.
  std::vector<std::string_view> ignored;
  std::vector<std::string_view> ignored_of_layer;
};

}  // namespace coldread
