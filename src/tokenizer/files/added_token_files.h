#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "tokenizer/files/hub_files.h"

namespace coldread {

/// Added tokens as the files beside a vocabulary name them: the first of a text counts.
class AddedTokens {
 public:
  explicit AddedTokens(Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

  /// Throws Error(input) about the vocabulary's file where the id is far outside.
  void add(AddedToken token, std::int64_t id);
  /// Those by id in tokenizer_config.json, then those of added_tokens.json, the older form without flags. Throws
  /// Error(input) about the file.
  void read(FolderReader& folder, const Value& config);

  /// Those that tokenizer_config.json names by a role, behind the vocabulary where it lacks them, as transformers does.
  void add_named(const Value& config);

 private:
  Vocabulary& vocabulary_;
  std::set<std::string> texts_;
};

}  // namespace coldread
