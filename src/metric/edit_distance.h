#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace coldread {

using WordIds = std::vector<int>;

/// How one word of the output became one of the reference.
enum class Edit : char { keep, substitute, insert, remove, none };

/// Levenshtein distance from an output to a reference, in a band around the diagonal, as TER needs it for many similar
/// outputs of the same length: rows of a common beginning are kept between calls.
class BandedEditDistance {
 public:
  /// reference must outlive this; it is not empty.
  explicit BandedEditDistance(const WordIds& reference) : reference_(reference) {}

  /// Every output given to one object has the same length.
  int operator()(const WordIds& output);
  /// The edits of the last call, first to last. Ties: keep or substitute before remove before insert.
  std::vector<Edit> edits() const;

 private:
  struct Cell {
    int cost;
    Edit edit;
  };
  void fill_row(std::size_t i, std::size_t first, std::size_t last);
  Cell& at(std::size_t i, std::size_t j) { return cells_[i * (reference_.size() + 1) + j]; }
  const Cell& at(std::size_t i, std::size_t j) const { return cells_[i * (reference_.size() + 1) + j]; }

  const WordIds& reference_;
  WordIds output_;
  std::vector<Cell> cells_;  ///< [output + 1, reference + 1]
};

}  // namespace coldread
