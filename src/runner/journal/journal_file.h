#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "api/value.h"
#include "base/error.h"
#include "runner/journal/answer_store.h"

namespace coldread {

/// A line of a journal that does not say what was written.
struct JournalDamage {
  std::size_t line = 0;    ///< from 1
  std::size_t offset = 0;  ///< of its first byte
};

/// What a journal's file holds. Each line is "<checksum> <length> <JSON>": the first 16 hex digits of the sha256 of
/// what follows them, and the bytes of the JSON. The run's head stands in the first two lines, so that no damage to one
/// place takes it away; each further line holds a key, its response and the bytes of text that each token stands for.
struct JournalContents {
  Value head;  ///< null where both lines are damaged or missing
  Answers answers;
  std::vector<JournalDamage> damage;  ///< lines that are left out, without the torn end
  bool torn = false;                  ///< ends within a line
  std::size_t whole = 0;              ///< bytes of whole lines
};

/// Throws Error(code) where the file cannot be read.
JournalContents read_journal(const std::filesystem::path& path, ErrorCode code = ErrorCode::input);

/// The head alone; null where both of its lines are damaged or missing.
Value read_journal_head(const std::filesystem::path& path);

/// "lines 3, 17 and 5 more are damaged"; empty where none is.
std::string damage_text(const std::vector<JournalDamage>& damage);

/// The head twice, which a journal begins with.
std::string journal_head(const Dict& head);
/// The line of one answer.
std::string journal_line(const std::string& key, const Response& response);
/// The same without the bytes of its tokens, which follow from the answer and the tokenizer: what digests are made of.
std::string answer_line(const std::string& key, const Response& response);

}  // namespace coldread
