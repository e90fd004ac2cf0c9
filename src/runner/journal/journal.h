#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "runner/journal/answer_store.h"
#include "runner/journal/journal_file.h"

namespace coldread {

/// The answers of a run in a file, appended as they come, so that a run that was stopped goes on where it was and a
/// finished one is rendered again without a model.
class Journal final : public AnswerStore {
 public:
  /// Begins the file anew; the folder must be locked. head names the run: what answers depend on beside their keys.
  /// Throws Error(output) where the file cannot be written.
  Journal(const std::filesystem::path& path, const Dict& head);
  /// Goes on with a file whose head is sound. contents: what read_journal() gave. A torn end is cut, so that no record
  /// grows onto it.
  Journal(const std::filesystem::path& path, JournalContents contents);
  ~Journal() override;
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  const std::filesystem::path& path() const { return path_; }
  const Answers& answers() const override { return contents_.answers; }
  /// What was damaged when the file was opened; those answers are missing.
  const std::vector<JournalDamage>& damage() const { return contents_.damage; }
  const Value& head() const { return contents_.head; }
  /// Of the file, for an fsync from another thread.
  int descriptor() const { return fd_; }

  /// Syncs where the last time is two seconds ago.
  void append(const std::string& key, const Response& response) override;
  /// Everything appended is on the disk.
  void sync() override;
  /// The head, then the answers by ascending key, whatever was damaged. Written anew, atomically, where the file is not
  /// so already.
  void finish(const std::vector<std::string>& keys) override;

 private:
  void open();
  [[noreturn]] void fail(const std::string& what) const;

  std::filesystem::path path_;
  int fd_ = -1;
  JournalContents contents_;
  double last_sync_ = 0;
};

/// A journal with these answers alone, as finish() leaves it.
void write_journal(const std::filesystem::path& path, const Dict& head, const std::vector<std::string>& keys,
                   const Answers& answers);

}  // namespace coldread
