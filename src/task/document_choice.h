#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/value.h"
#include "base/error.h"

namespace coldread {

/// At most how many documents of a task: a number, or a share of them, rounded up.
struct DocumentLimit {
  enum class Unit { documents, fraction, percent };

  DocumentLimit(std::int64_t documents) : amount(static_cast<double>(documents)) {}
  DocumentLimit(Unit given, double size) : unit(given), amount(size) {}

  /// Of so many documents: ceil(size * fraction), as lm-evaluation-harness computes it, or ceil(size * percent / 100).
  std::size_t of(std::size_t size) const;
  bool operator==(const DocumentLimit&) const = default;

  Unit unit = Unit::documents;
  double amount;
};

/// 10, 0.1 (a tenth) or "10%". Throws Error(usage) "NAME must be ...".
DocumentLimit document_limit(const Value& value, const std::string& name, const Place& place = {});
Value to_value(const DocumentLimit& limit);

/// Documents by their ids, as ranges in ascending order.
struct DocumentIds {
  std::vector<std::pair<std::int64_t, std::int64_t>> ranges;  ///< first and last id; apart from each other

  std::int64_t last() const { return ranges.back().second; }
  bool operator==(const DocumentIds&) const = default;
};

/// "3,7,12-20", or a list of ids and of such ranges. Throws Error(usage) "NAME must be ...".
DocumentIds document_ids(const Value& value, const std::string& name, const Place& place = {});
/// "3,7,12-20"
std::string to_string(const DocumentIds& ids);

/// Which documents of a task a run takes: those of these ids, of them a random part instead of the first ones, and of
/// these at most the limit.
struct DocumentChoice {
  std::optional<DocumentIds> ids = std::nullopt;
  std::optional<std::int64_t> shuffle = std::nullopt;  ///< seed of the part that is drawn
  std::optional<DocumentLimit> limit = std::nullopt;
};

/// Ids of the documents that are taken of `size`, ascending. The task's name keys what is drawn. Throws Error(usage)
/// for an id that the task does not have.
std::vector<std::size_t> choose_documents(std::size_t size, const DocumentChoice& choice, const std::string& task);

}  // namespace coldread
