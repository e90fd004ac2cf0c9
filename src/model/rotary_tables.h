#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "kernels/rope.h"
#include "model/config.h"

namespace coldread {

/// What the length of a text chooses of a model's angles: 0 where they are the usual ones, else the shortest text that
/// takes the same ones. Keys of one prefix are equal in two texts where this is.
std::int64_t rotary_length(const ModelConfig& config, std::int64_t text);

/// Cosines and sines of a model's rotary attention, by RotaryConfig and by what a text's length chooses of it.
class RotaryTables {
 public:
  /// rotary: must outlive it.
  explicit RotaryTables(std::span<const RotaryConfig> rotary) : rotary_(rotary), tables_(rotary.size()) {}

  /// Forgets what was made for texts of particular lengths, once it is much. Like the next, not while others read.
  void tidy();
  /// Makes tables for positions 0 to positions-1 of texts whose rotary_length() this is.
  void extend(std::int64_t rotary_length, std::int64_t positions);
  const kernels::RopeTable& table(std::size_t rotary, std::int64_t rotary_length) const;

 private:
  std::span<const RotaryConfig> rotary_;
  std::vector<std::map<std::int64_t, kernels::RopeTable>> tables_;  ///< one map a RotaryConfig, by its own length
};

}  // namespace coldread
