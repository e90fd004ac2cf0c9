#pragma once

#include <string_view>
#include <vector>

#include "model/slots.h"

namespace coldread {

/// The order of the rows of queries, keys and values in one tensor.
enum class FusedQkv {
  in_parts,    ///< all queries, all keys, all values
  by_kv_head,  ///< for each key/value head its queries, its key, its value; which of a single one is in_parts, too
  four_qvk     ///< four times queries, values, keys of a quarter of the heads: CodeGen, trained on four TPU cores
};

/// The order of the rows of gate and up in one tensor.
enum class FusedGate { halves, alternating };

/// How files name and store the matrices of a layer's experts. Names follow the layer's number and a dot.
struct ExpertLayout {
  /// Before an expert's number, a dot and a name; empty: a tensor holds the matrices of all experts, [E, ...].
  std::string_view of_expert = {};
  std::vector<std::string_view> up = {};  ///< gate and up, or both in one
  std::string_view down = {};
  std::string_view weight_end = ".weight";
  std::string_view bias_end = ".bias";
  FusedGate fused_gate = FusedGate::halves;
  bool transposed = false;  ///< stored as [inputs, outputs]
};

/// How the files of a family name and store their tensors. Names are without ".weight" and ".bias"; those of a layer
/// follow its number and a dot.
struct TensorLayout {
  /// Before all names but the head's: the first with which the token embedding is there.
  std::vector<std::string_view> prefixes = {""};
  std::string_view token_embedding;
  std::string_view position_embedding;  ///< of learned positions
  std::string_view project_in;
  std::string_view embedding_norm;
  std::string_view layers;  ///< before a layer's number
  /// Of a matrix one name, or one for each of its parts (LinearShape::parts) in their order.
  LayerOf<std::vector<std::string_view>, std::string_view> layer;
  std::vector<ExpertLayout> experts = {};  ///< of which the first is taken that a file has
  /// Of the expert that all tokens share, in place of up and down.
  std::vector<std::string_view> shared_up;
  std::vector<std::string_view> shared_down;
  std::string_view final_norm;
  std::string_view project_out;
  std::string_view head;

  FusedQkv fused_qkv = FusedQkv::in_parts;
  FusedGate fused_gate = FusedGate::halves;
  /// Heads with norms of their own (QueryKeyNorm::own_head) have a tensor each: NAME.norms.0, NAME.norms.1, ...
  bool head_norms_apart = false;
  /// Matrices of layers are stored as [inputs, outputs], as the Conv1D of GPT-2's own code.
  bool transposed = false;
  /// Queries and keys have the rows of a rotary pair next to each other, (2i, 2i+1), as llama.cpp's converter leaves
  /// them.
  bool interleaved_pairs = false;

  // Whole names of tensors that are no weights: buffers, and what is read with the settings.
  std::vector<std::string_view> ignored;
  std::vector<std::string_view> ignored_of_layer;
  /// Beginnings of names: networks beside the language model, such as one for images.
  std::vector<std::string_view> ignored_prefixes;
};

}  // namespace coldread
