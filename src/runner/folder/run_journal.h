#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "runner/folder/extension.h"
#include "runner/journal/journal.h"
#include "runner/plan/identity.h"
#include "runner/plan/plan.h"
#include "runner/plan/requests.h"

namespace coldread {

struct RunJournalOptions {
  bool fresh = false;                ///< begin anew where the folder holds a run
  const Answers* answers = nullptr;  ///< of another run: those that are asked for are taken over
};

/// The journal and the inputs of a plan in its folder, which is locked: begun, gone on with, or extended. The inputs
/// are there before a journal names them, so that a crash at any moment leaves a run that can be read.
class RunJournal {
 public:
  /// Reads and compares; writes nothing. Throws as relation_to() does. plan and documents must outlive this.
  RunJournal(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents,
             const RunJournalOptions& options);

  bool extends() const { return relation_ == Relation::extends; }
  /// What the run asks for beside what it extends, for people; empty where no setting tells.
  std::string extension() const { return extension_text(contents_, head_); }
  /// What need not be asked.
  const Answers& answers() const { return contents_.answers; }
  /// Writes what is missing and opens the journal. Once.
  std::unique_ptr<Journal> open();

 private:
  const std::filesystem::path& folder() const { return plan_.config.out; }
  std::filesystem::path file() const { return folder() / "journal"; }
  bool goes_on() const { return relation_ == Relation::same || relation_ == Relation::extends; }
  void take_over(const Answers& answers, const std::vector<std::vector<PlannedDocument>>& documents);

  const Plan& plan_;
  InputDigests inputs_;
  Dict head_;
  bool fresh_;
  bool takes_over_ = false;
  JournalContents contents_;
  std::optional<Relation> relation_;  ///< to the run in the folder; absent where there is none
};

}  // namespace coldread
