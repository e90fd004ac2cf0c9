#include "metric/ter_edits.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

namespace coldread {
namespace {

constexpr std::size_t kMostShifted = 10;  // words in one shift
constexpr long kFarthestShift = 50;       // between the positions of the two equal runs
constexpr int kMostCandidates = 1000;     // over all rounds of one pair of sentences

/// From the edits of the best alignment before a shift.
struct Alignment {
  std::vector<long> output_of;  ///< position in the output that each reference word meets, -1: none yet
  std::vector<int> reference_errors, output_errors;  ///< sums of errors up to each position, one longer than the words

  explicit Alignment(const std::vector<Edit>& edits) : reference_errors{0}, output_errors{0} {
    long position = -1;
    for (const Edit edit : edits) {
      const int error = edit == Edit::keep ? 0 : 1;
      if (edit != Edit::insert) {
        ++position;
        output_errors.push_back(output_errors.back() + error);
      }
      if (edit != Edit::remove) {
        output_of.push_back(position);
        reference_errors.push_back(reference_errors.back() + error);
      }
    }
  }
  bool output_right(std::size_t start, std::size_t length) const {
    return output_errors[start + length] == output_errors[start];
  }
  bool reference_right(std::size_t start, std::size_t length) const {
    return reference_errors[start + length] == reference_errors[start];
  }
};

/// The words [start, start + length) taken out and put in before position target of the original list. Targets inside
/// the run move it to the right by their distance from the start, as Tercom does.
WordIds shifted(const WordIds& words, std::size_t start, std::size_t length, std::size_t target) {
  WordIds out = words;
  const auto at = [&](std::size_t k) { return out.begin() + static_cast<std::ptrdiff_t>(std::min(k, out.size())); };
  if (target < start) {
    std::rotate(at(target), at(start), at(start + length));
  } else if (target > start + length) {
    std::rotate(at(start), at(start + length), at(target));
  } else {
    std::rotate(at(start), at(start + length), at(length + target));
  }
  return out;
}

/// Orders candidates: the largest gain, then the longest run, then the earliest run, then the earliest target.
using Rank = std::array<long, 4>;

class ShiftSearch {
 public:
  explicit ShiftSearch(const WordIds& reference) : reference_(reference), distance_(reference) {}

  int distance(const WordIds& output) { return distance_(output); }
  bool exhausted() const { return candidates_ >= kMostCandidates; }

  /// The output after the best shift that lowers the distance, if there is one.
  std::optional<WordIds> best_shift(const WordIds& output) {
    before_ = distance_(output);
    const Alignment alignment(distance_.edits());
    best_.reset();
    for (std::size_t start = 0; start < output.size() && !exhausted(); ++start) {
      for (std::size_t other = 0; other < reference_.size() && !exhausted(); ++other) {
        if (std::labs(static_cast<long>(other) - static_cast<long>(start)) > kFarthestShift) continue;
        for (std::size_t length = 1; length <= kMostShifted && !exhausted(); ++length) {
          if (start + length > output.size() || other + length > reference_.size()) break;
          if (output[start + length - 1] != reference_[other + length - 1]) break;
          try_run(output, alignment, start, other, length);
        }
      }
    }
    if (exhausted() || !best_ || best_rank_[0] <= 0) return std::nullopt;
    return best_;
  }

 private:
  /// Tries to bring output[start, start + length) to where the equal run of the reference begins, and around there.
  void try_run(const WordIds& output, const Alignment& alignment, std::size_t start, std::size_t other,
               std::size_t length) {
    if (alignment.output_right(start, length) || alignment.reference_right(other, length)) return;
    const long meets = alignment.output_of[other];
    if (meets >= static_cast<long>(start) && meets < static_cast<long>(start + length)) return;
    long previous = -1;
    for (std::size_t k = 0; k <= length; ++k) {  // the reference position other + k - 1
      if (other + k > reference_.size()) break;
      const long target = other + k == 0 ? 0 : alignment.output_of[other + k - 1] + 1;
      if (target == previous) continue;
      previous = target;
      WordIds candidate = shifted(output, start, length, static_cast<std::size_t>(target));
      const Rank rank{before_ - distance_(candidate), static_cast<long>(length), -static_cast<long>(start), -target};
      ++candidates_;
      if (!best_ || rank > best_rank_) {
        best_ = std::move(candidate);
        best_rank_ = rank;
      }
    }
  }

  const WordIds& reference_;
  BandedEditDistance distance_;
  int candidates_ = 0;
  int before_ = 0;
  std::optional<WordIds> best_;
  Rank best_rank_{};
};

}  // namespace

int ter_edits(WordIds output, const WordIds& reference) {
  if (reference.empty()) return static_cast<int>(output.size());
  ShiftSearch search(reference);
  int shifts = 0;
  while (auto next = search.best_shift(output)) {
    output = std::move(*next);
    ++shifts;
  }
  return shifts + search.distance(output);
}

}  // namespace coldread
