#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>

#include "api/response.h"
#include "api/value.h"
#include "base/error.h"

namespace coldread {

/// What a journal's file holds.
struct JournalContents {
  Value identity;  ///< null where the first line is damaged or missing
  std::unordered_map<std::string, Response> answers;
  std::size_t damaged_lines = 0;
  bool torn = false;      ///< ends within a line
  std::size_t whole = 0;  ///< bytes of whole lines
};

/// Throws Error(code) where the file cannot be read.
JournalContents read_journal(const std::filesystem::path& path, ErrorCode code = ErrorCode::input);

/// What of two identities differs, by key, or "" where they are the same run. Where task definitions were found
/// ("include_path") is no difference: what they say is.
std::string changed_keys(const Value& before, const Value& after);

/// The answers of a run, appended as they come, so that a run that was stopped goes on where it was and a finished one
/// is rendered again without a model. Each line is "<first 16 hex digits of the sha256 of the rest> <JSON>"; the first
/// holds the run's identity, the others a key and its response. A line that is torn or damaged is left out and computed
/// again.
class Journal {
 public:
  /// Opens or creates the file. identity says what the answers depend on beside their keys. Throws Error(usage) where
  /// the file belongs to another identity (naming what changed) unless fresh, Error(output) where it cannot be written.
  Journal(const std::filesystem::path& path, const Dict& identity, bool fresh);
  /// Answers that were read, to look at only: append and sync are bugs.
  explicit Journal(JournalContents contents) : contents_(std::move(contents)) {}
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// nullptr where the key has no answer yet.
  const Response* find(const std::string& key) const;
  /// Stores storable(response).
  void append(const std::string& key, const Response& response);
  /// Everything appended is on the disk. Called at most every few seconds by append, and at the end.
  void sync();

  std::size_t damaged_lines() const { return contents_.damaged_lines; }

 private:
  void read(const std::filesystem::path& path, const Dict& identity);
  void write_record(const Value& record);

  std::filesystem::path path_;
  int fd_ = -1;
  JournalContents contents_;
  double last_sync_ = 0;
};

/// A generated text may end inside a character or hold bytes that are no text. What is stored, scored and shown is the
/// text with U+FFFD in their place; the token ids keep the bytes.
Response storable(const Response& response);

/// sha256 of what an answer depends on: the model's digest, the compute type, and the request's own inputs.
std::string answer_key(const std::string& model_digest, const std::string& compute, const Request& request);

}  // namespace coldread
