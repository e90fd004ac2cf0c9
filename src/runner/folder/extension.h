#pragma once

#include <filesystem>
#include <vector>

#include "runner/journal/journal_file.h"
#include "runner/plan/plan.h"
#include "runner/plan/requests.h"

namespace coldread {

/// What a plan is to the run that a folder holds.
enum class Relation {
  same,      ///< the same run: it is gone on with, or rendered
  extends,   ///< the folder's rows are unchanged and each of its answers is still asked for: they are kept
  replaces,  ///< the folder's run got to no answer
};

/// What a run asks for that the one it extends did not, by the keys of their configs: "limit was 3, is 6". Empty where
/// only definitions or rows differ.
std::string extension_text(const JournalContents& journal, const Dict& head);

/// Throws OtherRun(usage) where none of these holds, and names the first difference: task, file and row, or a key with
/// both values; Error(input) where results in the folder were made of other answers than its journal holds. Nothing is
/// written. head: the plan's.
Relation relation_to(const std::filesystem::path& folder, const JournalContents& journal, const Dict& head,
                     const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents);

}  // namespace coldread
