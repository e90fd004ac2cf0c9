#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>

#include "api/response.h"
#include "api/value.h"

namespace coldread {

/// The answers of a run, appended as they come, so that a run that was stopped goes on where it was and a finished one
/// is rendered again without a model. Each line is "<first 16 hex digits of the sha256 of the rest> <JSON>"; the first
/// holds the run's identity, the others a key and its response. A line that is torn or damaged is left out and computed
/// again.
class Journal {
 public:
  /// Opens or creates the file. identity says what the answers depend on beside their keys. Throws Error(usage) where
  /// the file belongs to another identity (naming what changed) unless fresh, Error(output) where it cannot be written.
  Journal(const std::filesystem::path& path, const Dict& identity, bool fresh);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// nullptr where the key has no answer yet.
  const Response* find(const std::string& key) const;
  void append(const std::string& key, const Response& response);
  /// Everything appended is on the disk. Called at most every few seconds by append, and at the end.
  void sync();

  std::size_t damaged_lines() const { return damaged_; }

 private:
  void read(const std::filesystem::path& path, const Dict& identity);
  void write_record(const Value& record);

  std::filesystem::path path_;
  int fd_ = -1;
  std::unordered_map<std::string, Response> answers_;
  std::size_t damaged_ = 0;
  double last_sync_ = 0;
};

/// sha256 of what an answer depends on: the model's digest, the compute type, and the request's own inputs.
std::string answer_key(const std::string& model_digest, const std::string& compute, const Request& request);

}  // namespace coldread
