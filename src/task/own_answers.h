#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "api/document.h"
#include "task/prompt.h"

namespace coldread {

/// Tells which examples give an evaluated document's own answer away: the document's own row, whatever split or step it
/// came through, and any other that is written the same. Texts are written once and kept.
class OwnAnswers {
 public:
  /// Writes a row as an example; may throw Error.
  using Writer = std::function<std::vector<Turn>(const Document& row)>;
  /// evaluated, pool: must outlive this. The first writer writes an evaluated row, the second one of the pool.
  OwnAnswers(std::span<const Document> evaluated, std::span<const Document> pool, Writer write_evaluated,
             Writer write_example);

  /// Whether the example at an index of the pool has the answer of the document at an index of the evaluated ones. A
  /// row that cannot be written gives none away.
  bool holds(std::size_t document, std::size_t example);
  /// How many documents have such an example among theirs. chosen: by document.
  std::size_t count(std::span<const std::vector<std::size_t>> chosen);

 private:
  using Written = std::optional<std::vector<Turn>>;  ///< nothing where the row cannot be written

  std::span<const Document> evaluated_;
  std::span<const Document> pool_;
  Writer write_evaluated_;
  Writer write_example_;
  std::optional<std::size_t> document_;  ///< whose text own_ is
  Written own_;
  std::map<std::size_t, Written> examples_;
};

}  // namespace coldread
